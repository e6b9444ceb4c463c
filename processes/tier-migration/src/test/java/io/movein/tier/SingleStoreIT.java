package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.objects.ObjectServer;
import io.movein.standin.objects.S3Server;
import io.movein.standin.redis.RedisProcess;
import io.movein.store.redis.Connection;
import io.movein.store.redis.Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A plan in which no database moves: each store by itself is proven, switched and gone back with as all of them are. */
@Timeout(240)
class SingleStoreIT {

    @TempDir
    Path folder;

    private Scene scene;
    private ObjectServer server;

    @BeforeEach
    void start() {
        server = ObjectServer.start("shared", "own", "proofs");
        for (var i = 0; i < 20; i++) {
            server.put("shared", "acme/%02d".formatted(i), ("content " + i).getBytes(StandardCharsets.UTF_8));
        }
        scene = new Scene(folder)
                .withoutDatabase()
                .secret("s3/id", S3Server.ACCESS_KEY)
                .secret("s3/key", S3Server.SECRET_KEY);
    }

    @AfterEach
    void stop() {
        scene.close();
        server.close();
    }

    private String bucket(String name, String prefix) {
        return "{endpoint: '%s', region: %s, bucket: %s, prefix: '%s', accessKey: {secret: s3/id}, secretKey: {secret: s3/key}}"
                .formatted(server.endpoint(), S3Server.REGION, name, prefix);
    }

    private void withObjects(String more) {
        scene.with(
                "switch:\n",
                "objects: {source: %s, target: %s, every: 1s}\nevidence: %s\n%sswitch:\n"
                        .formatted(bucket("shared", "acme/"), bucket("own", ""), bucket("proofs", "tiers/"), more));
    }

    @Test
    void movesObjectsAndWarmsACache() throws Exception {
        try (var shared = RedisProcess.start(folder.resolve("redis-shared"));
                var own = RedisProcess.start(folder.resolve("redis-own"));
                var admin = Connection.to(new Server("test", shared.host(), shared.port(), false, Optional.empty()))) {
            admin.call("SET", "acme:hot", "1");
            withObjects(
                    "redis: {source: {host: 127.0.0.1, port: %d}, target: {host: 127.0.0.1, port: %d}, prefix: 'acme:', limit: 30s}\n"
                            .formatted(shared.port(), own.port()));

            assertThat(scene.run("run", "--mode", "dry-run")).as(scene.output()).isZero();
            assertThat(scene.output())
                    .contains("of tenant 'acme' would be copied: 20 objects of 190 B; nothing was written");
            assertThat(server.keys("own")).isEmpty();
            assertThat(scene.live()).as(scene.output()).isZero();
        }

        assertThat(scene.output())
                .contains("tenant 'acme' is at 'acme-db'; 20 objects were copied, it could not write for")
                .contains("redis: 1 of 1 keys are warm")
                .contains("\"phase\":\"import\"", "\"phase\":\"verify\"")
                .containsPattern("\n  import +20\\S+Z +\\d+\\.\\d s  done\n");
        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(server.keys("own")).hasSize(20);
        assertThat(server.keys("proofs")).anyMatch(key -> key.endsWith("checks.json"));
    }

    @Test
    void goesOnWithObjectsAfterItWasKilledWhileTheTenantWasFrozen() throws Exception {
        withObjects("");
        scene.with("cutover: automatic", "cutover: on-command");
        assertThat(scene.killedAt("\"phase\":\"ready\"")).contains("\"phase\":\"ready\"");
        assertThat(scene.place()).isEqualTo("shared t");
        scene.with("cutover: automatic", "cutover: automatic");

        assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();

        assertThat(scene.output()).contains("what it left is removed");
        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(server.keys("own")).hasSize(20);
    }

    @Test
    void goesBackWithObjectsAlone() throws Exception {
        withObjects("");
        scene.with("cutover: automatic", "cutover: on-command");
        var run = scene.liveInTheBackground();
        scene.await("\"phase\":\"ready\"");

        scene.command("rollback", "");

        assertThat(run.get(200, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
        assertThat(scene.output()).contains("20 objects are deleted");
        assertThat(server.keys("own")).isEmpty();
        assertThat(server.keys("shared")).hasSize(20);
        assertThat(scene.place()).isEqualTo("shared f");
    }

    @Test
    void followsRecordsAloneUntilTheCommandThatThePlatformPassesOnOnceNothingIsMissing() throws Exception {
        try (var kafka = new TenantRecords()) {
            kafka.makeShared();
            kafka.write(0, 50);
            kafka.commit(13);
            scene.with("changes: freeze", "changes: follow")
                    .with("cutover: automatic", "cutover: on-command")
                    .with("switch:\n", kafka.plan() + "switch:\n");
            var run = scene.liveInTheBackground();
            scene.await("\"lag\":{\"keys\":0,\"bytes\":0}");
            scene.verified("all of \\d+ checks are exact", 1);
            kafka.write(50, 80);

            scene.command("cutover", "");

            assertThat(run.get(200, TimeUnit.SECONDS)).as(scene.output()).isZero();
            assertThat(kafka.read("acme.orders"))
                    .isEqualTo(IntStream.range(0, 80)
                            .filter(i -> i % 2 == 0)
                            .mapToObj(i -> "acme:" + i)
                            .toList());
            assertThat(kafka.next()).isEqualTo("acme:14");
        }
        assertThat(scene.output()).contains("40 records were copied");
        assertThat(scene.place()).isEqualTo("acme-db f");
    }

    @Test
    void doesNotTakeAWarmCacheForAMove() {
        scene.with("switch:\n", "redis: {source: {host: a}, target: {host: b}, prefix: 'acme:'}\nswitch:\n");

        assertThat(scene.live()).isEqualTo(2);

        assertThat(scene.output()).contains("the plan: nothing that moves");
        assertThat(scene.place()).isEqualTo("shared f");
    }
}
