package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.store.postgresql.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code kill -9} at the beginning of a phase, then a run that resumes. It waits for a command before the switch, so that no machine is too
 * slow to kill it in time. {@code -Dmovein.tier.kills=all} kills in every phase.
 */
@Timeout(240)
class KilledIT {

    @TempDir
    Path folder;

    private static Stream<Arguments> phases() {
        var all = "all".equals(System.getProperty("movein.tier.kills"));
        var frozen = all
                ? List.of("freeze", "snapshot", "schema", "import", "indexes", "verify", "ready")
                : List.of("import");
        var followed = all ? List.of("snapshot", "schema", "import", "indexes", "follow") : List.of("follow");
        return Stream.concat(
                frozen.stream().map(phase -> Arguments.of("freeze", phase)),
                followed.stream().map(phase -> Arguments.of("follow", phase)));
    }

    @ParameterizedTest
    @MethodSource("phases")
    void removesWhatTheKilledProcessLeftAndMovesTheTenantAfterAll(String changes, String phase) throws Exception {
        PgDump.assumeInstalled();
        try (var scene = new Scene(folder)) {
            if (changes.equals("follow")) {
                scene.following();
            }
            scene.with("cutover: automatic", "cutover: on-command");
            var said = scene.killedAt("\"phase\":\"%s\"".formatted(phase));
            assertThat(said).contains("\"phase\":\"%s\"".formatted(phase));
            scene.with("cutover: automatic", "cutover: automatic");

            assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();

            assertThat(scene.place()).isEqualTo("acme-db f");
            assertThat(RunJson.of(folder, 2).phases())
                    .anyMatch(one -> one.endsWith(" > died"))
                    .contains("rollback > done")
                    .endsWith("cutover > done", "done > done");
            assertThat(scene.replication()).isEmpty();
            assertThat(Scene.query(scene.target, "select count(*) from public.orders"))
                    .containsExactly("500");
            assertThat(Scene.query(scene.target, "select 1 from pg_namespace where nspname = 'movein'"))
                    .isEmpty();
        }
    }

    /** What the journal names is ended where it was made, whatever the plan says by then, and as soon as that place answers. */
    @Test
    void leavesNothingOfTheReplicationToATargetThatThePlanHasNoMore() throws Exception {
        PgDump.assumeInstalled();
        try (var scene = new Scene(folder)) {
            scene.following().with("cutover: automatic", "cutover: on-command");
            assertThat(scene.killedAt("\"phase\":\"follow\"")).contains("\"phase\":\"follow\"");
            var before = scene.target;
            var name = before.url().replaceAll(".*/", "");
            scene.emptyTarget();
            Scene.execute(scene.control, "alter database %s allow_connections false".formatted(name));

            var elsewhere = scene.liveInTheBackground("--attempt", "resume");
            scene.await("\"phase\":\"follow\"");
            assertThat(scene.output())
                    .containsPattern(
                            "NOT DONE: .*target: no connection to .*/%1$s.*; drop subscription \"movein_.*\" at .*/%1$s"
                                    .formatted(name));
            assertThat(scene.replication())
                    .as("the source has nothing of the one before")
                    .hasSize(3);
            scene.command("rollback", "");
            assertThat(elsewhere.get(60, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
            Files.delete(folder.resolve("control"));
            Scene.execute(scene.control, "alter database %s allow_connections true".formatted(name));
            assertThat(subscriptions(before)).hasSize(1);
            scene.with("cutover: automatic", "cutover: automatic");

            assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();

            assertThat(scene.place()).isEqualTo("acme-db f");
            assertThat(scene.replication()).isEmpty();
            assertThat(subscriptions(before)).isEmpty();
            assertThat(scene.output()).containsPattern("what was copied to .*/%s stays there".formatted(name));
        }
    }

    private static List<String> subscriptions(PostgresServer server) {
        return Scene.query(
                server,
                "select subname from pg_subscription s join pg_database d on d.oid = s.subdbid where d.datname = current_database()");
    }

    /** The switch itself arrives once the process is dead, so that no process is too fast to be killed. */
    private static Stream<Arguments> everyPhase() {
        if (!"all".equals(System.getProperty("movein.tier.kills"))) {
            return Stream.of(Arguments.of("follow", "cutover"));
        }
        var both = List.of("snapshot", "schema", "import", "indexes", "freeze", "verify", "warm", "cutover");
        return Stream.of(
                        both.stream().map(phase -> Arguments.of("freeze", phase)),
                        both.stream().map(phase -> Arguments.of("follow", phase)),
                        Stream.of("follow", "drain").map(phase -> Arguments.of("follow", phase)))
                .flatMap(Function.identity());
    }

    @ParameterizedTest
    @MethodSource("everyPhase")
    void movesEveryStoreAfterAll(String changes, String phase) throws Exception {
        PgDump.assumeInstalled();
        var killed = new CountDownLatch(1);
        try (var scene = new Scene(folder);
                var control = new DocumentServer("{\"place\":\"shared\",\"readOnly\":false}");
                var stores = new EveryStore(scene, folder)) {
            scene.switchedBy(control);
            if (changes.equals("follow")) {
                scene.following();
            }
            control.onPut(DocumentServer.Request::serve).onPut(request -> {
                killed.await();
                request.serve();
            });
            assertThat(scene.killedAt("\"phase\":\"%s\"".formatted(phase)))
                    .contains("\"phase\":\"%s\"".formatted(phase));
            killed.countDown();
            if (control.document().contains("\"readOnly\":false")) {
                stores.goOn();
            }

            assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();

            assertThat(control.document()).isEqualTo("{\"place\":\"acme-db\",\"readOnly\":false}");
            assertThat(scene.replication()).isEmpty();
            assertThat(Scene.query(scene.target, "select count(*) from public.orders"))
                    .containsExactly("500");
            assertThat(Scene.query(scene.target, "select 1 from pg_namespace where nspname = 'movein'"))
                    .isEmpty();
            stores.isAtTheTarget();
        }
    }
}
