package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.postgresql.PostgresProcess;
import io.movein.standin.postgresql.PostgresProcess.Version;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The source's server is stopped and started again: a snapshot is lost with it, a slot is not. */
@Timeout(240)
class RestartedSourceIT {

    @TempDir
    Path folder;

    @Test
    void waitsForItCopiesEverythingAnewAndGoesOnFollowing() throws Exception {
        PgDump.assumeInstalled();
        try (var server = PostgresProcess.start(Version.OLDER, Scene.SHARED, folder.resolve("server"));
                var scene = new Scene(folder, server)) {
            scene.following().with("cutover: automatic", "cutover: on-command");
            scene.command("pause", "");
            var run = scene.liveInTheBackground();
            scene.await("\"phase\":\"import\"");

            startedAgain(server, scene, () -> scene.command("continue", ""));

            scene.await("\"phase\":\"follow\"");
            assertThat(scene.output())
                    .contains(
                            "the source does not answer (source: ",
                            "everything is copied anew",
                            "attempt 2 of at most 3");

            startedAgain(server, scene, () -> {});
            Scene.execute(scene.source, "insert into public.visits values ('acme', '/after')");
            scene.await("it has arrived", () -> visits(scene).equals("51"));

            reads(scene, "disable");
            Scene.execute(scene.source, "insert into public.visits values ('acme', '/last')");
            scene.command("cutover", "force one row is missing yet");
            scene.await("\"phase\":\"drain\"");
            startedAgain(server, scene, () -> {});
            reads(scene, "enable");

            assertThat(run.get(90, TimeUnit.SECONDS)).as(scene.output()).isZero();
            assertThat(visits(scene)).isEqualTo("52");
            assertThat(scene.place()).isEqualTo("acme-db f");
            assertThat(scene.replication()).isEmpty();
        }
    }

    /** The tenant is frozen meanwhile, and can write again where it was. */
    @Test
    void goesBackWhereItDoesNotAnswerWithinTheTimeThatTheTenantMayWait() throws Exception {
        PgDump.assumeInstalled();
        try (var server = PostgresProcess.start(Version.OLDER, Scene.SHARED, folder.resolve("server"));
                var scene = new Scene(folder, server)) {
            scene.following()
                    .with("changes: freeze", "follow: {limit: 2s}\nchanges: follow")
                    .with("cutover: automatic", "cutover: on-command");
            var run = scene.liveInTheBackground();
            scene.await("\"phase\":\"follow\"");
            reads(scene, "disable");
            Scene.execute(scene.source, "insert into public.visits values ('acme', '/last')");
            scene.command("cutover", "force one row is missing yet");
            scene.await("\"phase\":\"drain\"");

            stopped(server);

            assertThat(run.get(90, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(3);
            assertThat(scene.output())
                    .contains("waiting for it, at most PT2S")
                    .containsPattern(
                            "source: (it went away while the tenant was frozen|no connection)[^\n]*; rolled back: ")
                    .contains("the source serves the tenant as before");
            assertThat(scene.place()).isEqualTo("shared f");
        }
    }

    private static void stopped(PostgresProcess server) {
        server.close();
    }

    /** Once the run has found that it is away. */
    private static void startedAgain(PostgresProcess server, Scene scene, Runnable meanwhile)
            throws InterruptedException {
        var before = times(scene);
        server.close();
        meanwhile.run();
        scene.await("it is waited for", () -> times(scene) > before);
        server.startAgain();
    }

    private static void reads(Scene scene, String word) {
        var subscription = scene.replication().getLast();
        Scene.execute(scene.target, "alter subscription %s %s".formatted(subscription, word));
    }

    private static String visits(Scene scene) {
        return Scene.query(scene.target, "select count(*) from public.visits").getFirst();
    }

    private static int times(Scene scene) {
        return scene.output().split("waiting for it, at most", -1).length;
    }
}
