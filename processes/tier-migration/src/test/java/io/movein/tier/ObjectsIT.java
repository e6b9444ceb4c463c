package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.objects.ObjectServer;
import io.movein.standin.objects.S3Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tenant's objects move with its rows, under one plan. */
@Timeout(300)
class ObjectsIT {

    @TempDir
    Path folder;

    private Scene scene;
    private ObjectServer server;

    @BeforeEach
    void start() {
        PgDump.assumeInstalled();
        server = ObjectServer.start("shared", "own");
        for (var i = 0; i < 20; i++) {
            put("shared", "acme/%02d".formatted(i), "content " + i);
        }
        put("shared", "other/00", "of another tenant");
        scene = new Scene(folder)
                .secret("s3/id", S3Server.ACCESS_KEY)
                .secret("s3/key", S3Server.SECRET_KEY)
                .following()
                .with("cutover: automatic", "cutover: on-command")
                .with("switch:\n", plan(server.endpoint().toString()) + "switch:\n");
    }

    static String plan(String endpoint) {
        return """
            objects:
              source: {endpoint: "ENDPOINT", region: REGION, bucket: shared, prefix: acme/, accessKey: {secret: s3/id}, secretKey: {secret: s3/key}}
              target: {endpoint: "ENDPOINT", region: REGION, bucket: own, accessKey: {secret: s3/id}, secretKey: {secret: s3/key}}
              every: 1s
            """.replace("ENDPOINT", endpoint).replace("REGION", S3Server.REGION);
    }

    @AfterEach
    void stop() {
        if (scene != null) {
            scene.close();
            server.close();
        }
    }

    private void put(String bucket, String key, String content) {
        server.put(bucket, key, content.getBytes(StandardCharsets.UTF_8));
    }

    private String own(String key) {
        return new String(server.content("own", key), StandardCharsets.UTF_8);
    }

    @Test
    void movesWhatTheTenantHasAndWhatItWritesUntilTheSwitch() throws Exception {
        assertThat(scene.run("run", "--mode", "dry-run")).as(scene.output()).isZero();
        assertThat(scene.output()).contains("20 objects of 190 B");
        assertThat(server.keys("own")).isEmpty();
        var run = scene.liveInTheBackground();
        scene.await("\"phase\":\"follow\"");
        put("shared", "acme/03", "written over");
        put("shared", "acme/99", "new");
        server.remove("shared", "acme/07");

        scene.command("cutover", "force it is known");

        assertThat(run.get(200, TimeUnit.SECONDS)).as(scene.output()).isZero();
        assertThat(server.keys("own")).hasSize(20).contains("99").doesNotContain("07");
        assertThat(own("03")).isEqualTo("written over");
        assertThat(server.keys("shared")).hasSize(21);
        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(folder.resolve("state/evidence-1/checks.json"))
                .content()
                .contains("\"object count\"", "\"object bytes\"", "\"checksum of objects\"", "shared/acme/");
    }

    @Test
    void goesBackAndDeletesWhatItWroteAndNothingElse() throws Exception {
        var run = scene.liveInTheBackground();
        scene.await("\"phase\":\"follow\"");
        assertThat(server.keys("own")).hasSize(20);
        put("own", "05", "of somebody else");
        put("own", "more", "of somebody else");

        scene.command("rollback", "");

        assertThat(run.get(200, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
        assertThat(scene.output())
                .contains("19 objects are deleted, 1 that others have overwritten since then are left alone");
        assertThat(server.keys("own")).containsExactly("05", "more");
        assertThat(scene.place()).isEqualTo("shared f");
    }
}
