package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code kill -9} at the beginning of a phase, then a run that resumes. It waits for a command before the switch, so that no machine is too
 * slow to kill it in time. {@code -Dmovein.tier.kills=all} kills in every phase.
 */
@Timeout(240)
class KilledIT {

    private static final boolean ALL = "all".equals(System.getProperty("movein.tier.kills"));

    private static final String MAKING =
            "select 1 from pg_stat_activity where datname = current_database() and query like 'CREATE_REPLICATION_SLOT%'";

    /** As it may do where it does not look at its client in between. */
    private static final String MADE_BY_THE_SERVER = """
            select pg_create_logical_replication_slot(pubname, 'pgoutput') from pg_publication
            where not exists (select 1 from pg_replication_slots where slot_name = pubname)""";

    @TempDir
    Path folder;

    private static Stream<Arguments> phases() {
        // the others are those of every store
        return ALL
                ? Stream.of(
                        Arguments.of("freeze", "import"),
                        Arguments.of("freeze", "ready"),
                        Arguments.of("follow", "follow"))
                : Stream.of(Arguments.of("freeze", "import"));
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

    /**
     * The server goes on waiting for what is open there, and makes a slot that nobody waits for any more: before the next process comes, or
     * once it is there. With {@code -Dmovein.tier.kills=all}.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leavesNoSlotThatTheServerMadeAfterTheProcessWasKilled(boolean made) throws Exception {
        PgDump.assumeInstalled();
        assumeTrue(ALL, "at length alone");
        try (var scene = new Scene(folder);
                var open = scene.source.open()) {
            scene.following();
            open.execute("begin");
            open.execute("insert into public.visits values ('acme', '/late')");
            assertThat(scene.killedAt("the slot waits for ")).contains("the slot waits for pid ");
            if (made) {
                open.execute("commit");
                scene.await(
                        "the server has ended it",
                        () -> Scene.query(scene.source, MAKING).isEmpty());
                Scene.execute(scene.source, MADE_BY_THE_SERVER);
            }
            // the next one waits for nobody
            scene.with("changes: follow", "changes: freeze").with("from: shared", "drain: 500ms\n  from: shared");

            assertThat(scene.live("--attempt", "resume")).as(scene.output()).isEqualTo(made ? 0 : 3);

            assertThat(scene.replication()).isEmpty();
            if (!made) {
                open.execute("commit");
                assertThat(scene.replication()).isEmpty();
            }
        }
    }

    /** Before anything was made, and once everything was done: with {@code -Dmovein.tier.kills=all}. */
    @ParameterizedTest
    @ValueSource(strings = {"validate", "done"})
    void leavesTheTenantAtTheTargetWhicheverEndOfARunItWasKilledAt(String phase) throws Exception {
        PgDump.assumeInstalled();
        assumeTrue(ALL, "at length alone");
        try (var scene = new Scene(folder)) {
            assertThat(scene.killedAt("\"phase\":\"%s\"".formatted(phase)))
                    .contains("\"phase\":\"%s\"".formatted(phase));

            assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();

            assertThat(scene.output())
                    .containsPattern("tenant 'acme' is at 'acme-db'; \\d+ rows were copied, it could");
            isMoved(scene);
        }
    }

    /** With {@code -Dmovein.tier.kills=all}. */
    @Test
    void movesTheTenantAfterAProcessWasKilledOnceItHadRolledBack() throws Exception {
        PgDump.assumeInstalled();
        assumeTrue(ALL, "at length alone");
        var view = "create view public.totals as select count(*) from public.orders";
        try (var scene = new Scene(folder)) {
            scene.with(view, "delete from public.visits where path = '/2'");
            assertThat(scene.killedAt("; rolled back: ")).contains("; rolled back: ");
            assertThat(scene.atTheTarget()).isEmpty();
            scene.with(view, view);

            assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();

            isMoved(scene);
        }
    }

    /** With {@code -Dmovein.tier.kills=all}. */
    @Test
    void reportsTheSameWhereAProcessWasKilledOnceItHadClosedTheWayBack() throws Exception {
        PgDump.assumeInstalled();
        assumeTrue(ALL, "at length alone");
        try (var scene = new Scene(folder).withAWayBack()) {
            scene.killedAt("\"phase\":\"way-back\"", () -> {
                scene.command("continue", "");
                scene.await("nothing of it is left", () -> scene.wayBack().isEmpty());
            });
            Files.delete(folder.resolve("control"));

            assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();

            assertThat(scene.output())
                    .contains("; the way back is closed: as the owner decided")
                    .doesNotContain("tierWayBackClosed");
            assertThat(scene.wayBack()).isEmpty();
            isMoved(scene);
        }
    }

    private static void isMoved(Scene scene) {
        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(Scene.query(scene.target, "select count(*) from public.orders"))
                .containsExactly("500");
    }

    /** With {@code -Dmovein.tier.kills=all}. */
    @Test
    void movesTheTenantAfterAProcessWasKilledThatWentBack() throws Exception {
        PgDump.assumeInstalled();
        assumeTrue(ALL, "at length alone");
        try (var scene = new Scene(folder);
                var reading = scene.target.open()) {
            scene.with("cutover: automatic", "cutover: on-command");
            scene.killedAt("\"phase\":\"ready\"", () -> {
                reading.execute("begin");
                reading.rows("select 1 from public.orders limit 1");
                scene.command("rollback", "");
                scene.await(
                        "what was copied is to be dropped",
                        () -> !Scene.query(scene.target, "select 1 from pg_locks where not granted")
                                .isEmpty());
            });
            reading.execute("rollback");
            assertThat(scene.place()).isEqualTo("shared f");
            Files.delete(folder.resolve("control"));
            scene.with("cutover: automatic", "cutover: automatic");

            assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();

            isMoved(scene);
        }
    }

    private static List<String> subscriptions(PostgresServer server) {
        return Scene.query(
                server,
                "select subname from pg_subscription s join pg_database d on d.oid = s.subdbid where d.datname = current_database()");
    }

    /** The switch itself arrives once the process is dead, so that no process is too fast to be killed. */
    private static Stream<Arguments> everyPhase() {
        if (!ALL) {
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
