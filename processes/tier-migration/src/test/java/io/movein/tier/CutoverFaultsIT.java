package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.testkit.Wire;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One step of the cutover fails by itself: the source serves the tenant, the run says what failed, and the next one moves everything.
 * {@code -Dmovein.tier.kills=all} has each step fail, not the last one alone.
 */
@Timeout(240)
class CutoverFaultsIT {

    private static final String ENTRY = "{\"place\":\"shared\",\"readOnly\":false}";

    @TempDir
    Path folder;

    private record Places(Scene scene, EveryStore stores, DocumentServer control) {}

    private interface Fault {
        /** @return what puts it right again */
        AutoCloseable make(Places places) throws Exception;
    }

    private enum Step {
        ROWS(4, "it had not reached the source's position", places -> {
            var subscription = places.scene.replication().getLast();
            Scene.execute(places.scene.target, "alter subscription %s disable".formatted(subscription));
            return () -> {};
        }),
        RECORDS(
                3,
                "a transaction that is open there blocks everything after it",
                places -> places.stores.openTransaction()),
        SEQUENCES(4, "setval: value 2000 is out of bounds", places -> {
            Scene.execute(places.scene.target, "alter sequence public.orders_id_seq maxvalue 1999");
            return () -> {};
        }),
        OFFSETS(4, "workers", places -> places.stores.joinTheGroup()),
        ALIAS(4, "alias acme-find points to [stranger]", places -> places.stores.takeTheAlias()),
        SWITCH(4, "PUT: 403 (expected", places -> {
            places.control.onPut(DocumentServer.Request::serve).onPut(request -> request.answer(403));
            return () -> {};
        });

        private final int exit;
        private final String words;
        private final Fault fault;

        Step(int exit, String words, Fault fault) {
            this.exit = exit;
            this.words = words;
            this.fault = fault;
        }
    }

    private static Set<Step> steps() {
        return "all".equals(System.getProperty("movein.tier.kills"))
                ? EnumSet.allOf(Step.class)
                : EnumSet.of(Step.SWITCH);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void servesTheTenantAtTheSourceWhicheverStepFails(Step step) throws Exception {
        PgDump.assumeInstalled();
        try (var scene = new Scene(folder);
                var control = new DocumentServer(ENTRY);
                var stores = new EveryStore(scene, folder)) {
            scene.switchedBy(control)
                    .following()
                    .with("changes: follow", "follow: {limit: 2s}\nchanges: follow")
                    .with("groups: [workers]", "groups: [workers]\n  limit: 2s")
                    .with("cutover: automatic", "cutover: on-command");
            var foundAtTheTarget = new AtomicBoolean();
            control.onUnfreeze(() -> foundAtTheTarget.set(stores.isFoundAtTheTarget()));
            var run = scene.liveInTheBackground();
            scene.await("\"phase\":\"follow\"");
            try (var _ = step.fault.make(new Places(scene, stores, control))) {
                stores.goOn();
                Scene.execute(scene.source, "insert into public.visits values ('acme', '/last')");

                scene.command("cutover", "force it is known");

                assertThat(run.get(120, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(step.exit);
            }
            assertThat(scene.output())
                    .contains(step.words, "rolled back: ", "the source serves the tenant as before")
                    .doesNotContain("NOT DONE");
            assertThat(control.document()).isEqualTo(ENTRY);
            assertThat(foundAtTheTarget)
                    .as("when it might write again, it was found where it would write")
                    .isFalse();
            assertThat(stores.isFoundAtTheTarget()).isFalse();
            assertThat(scene.replication()).isEmpty();
            assertThat(scene.atTheTarget()).as(scene.output()).isEmpty();

            Files.delete(folder.resolve("control"));
            scene.with("cutover: automatic", "cutover: automatic");
            assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();

            assertThat(control.document()).isEqualTo(ENTRY.replace("shared", "acme-db"));
            assertThat(Scene.query(scene.target, "select count(*) from public.visits where path = '/last'"))
                    .containsExactly("1");
            stores.isAtTheTarget();
        }
    }

    /** The link was cut when it was asked; whoever waited for that answer would have frozen the tenant for good. */
    @Test
    void asksAgainWhereTheSourceDoesNotSayWhatIsStillOpen() throws Exception {
        PgDump.assumeInstalled();
        try (var scene = new Scene(folder);
                var wire = new Wire(URI.create(scene.source.url().substring("jdbc:".length()))
                        .getPort())) {
            scene.with(scene.source.url(), scene.source.url().replaceFirst(":[0-9]+/", ":%d/".formatted(wire.port())))
                    .with("  from: shared", "  drain: 2s\n  from: shared");
            wire.keepSilently("pg_prepared_xacts where database");

            assertThat(scene.live()).as(scene.output()).isZero();

            assertThat(scene.output()).contains("the source does not answer (source: ");
            assertThat(scene.place()).isEqualTo("acme-db f");
        }
    }
}
