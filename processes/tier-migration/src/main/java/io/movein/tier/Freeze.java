package io.movein.tier;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.run.ProcessRun;
import io.movein.store.postgresql.PostgresServer;
import io.movein.tier.configuration.TierPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The time in which the tenant cannot write. It begins before the statement that makes it read-only is sent; whoever comes after its end
 * finds no transaction of before still open at the source.
 */
final class Freeze {

    private static final String FACT = "frozen";
    private static final String SINCE = "frozenSince";
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private static final String OPEN = """
            select format('%s of %s', pid, usename) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' and xact_start <= ?::timestamptz
            union all
            select format('prepared %s', gid) from pg_prepared_xacts where database = current_database() and prepared <= ?::timestamptz""";

    private final ProcessRun<TierPlan> run;
    private final Optional<PostgresServer> source;
    private final ConfigurationStore control;
    private long began;

    /** @param source where transactions show that are open; none where no database moves */
    Freeze(ProcessRun<TierPlan> run, Optional<PostgresServer> source, ConfigurationStore control) {
        this.run = run;
        this.source = source;
        this.control = control;
    }

    void begin() throws InterruptedException {
        run.progress().phase("freeze", "transactions", OptionalLong.empty());
        run.journal().facts().putAll(Map.of(FACT, "yes", SINCE, Instant.now().toString()));
        began = System.nanoTime();
        control.freeze();
        if (source.isEmpty()) {
            letWritesEnd();
            return;
        }
        drain(source.get());
    }

    /** Nobody can be asked which of the application's writes are under way. */
    private void letWritesEnd() throws InterruptedException {
        var limit = run.configuration().switching().drain();
        run.progress().log("waiting for %s until what the tenant was writing has ended".formatted(limit));
        var until = began + limit.toNanos();
        while (System.nanoTime() - until < 0 && !run.stop().requested()) {
            Thread.sleep(LOOK_EVERY);
        }
    }

    /** A source that is being started again meanwhile is waited for as long as its transactions are. */
    private void drain(PostgresServer server) throws InterruptedException {
        var limit = run.configuration().switching().drain();
        var patience = limit.compareTo(PostgresServer.AT_ONCE) < 0 ? limit : PostgresServer.AT_ONCE;
        var absence = new Absence(line -> run.progress().log(run.secrets().redact(line)), limit);
        var until = System.nanoTime() + limit.toNanos();
        var frozen = Optional.<String>empty();
        while (true) {
            frozen = frozen.or(() -> absence.ask(() -> now(server, patience)));
            var open = frozen.flatMap(then -> absence.ask(() -> open(server, then, patience)));
            if (open.filter(List::isEmpty).isPresent()) {
                return;
            }
            if (open.isPresent() && System.nanoTime() - until > 0) {
                throw new MigrationFailure(
                        ExitCode.SOURCE,
                        "source: %d transactions that were open when the tenant was frozen had not ended after %s: %s; try again when they have"
                                .formatted(open.get().size(), limit, open.get()));
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    private static String now(PostgresServer server, Duration patience) {
        try (var session = server.open(patience)) {
            return session.row("select clock_timestamp()").text(0);
        }
    }

    private static List<String> open(PostgresServer server, String frozen, Duration patience) {
        try (var session = server.open(patience)) {
            return session.rows(OPEN, frozen, frozen).stream()
                    .map(row -> row.text(0))
                    .toList();
        }
    }

    /** Whether this or an earlier attempt over the same journal may have begun it. */
    boolean mayBeOn() {
        return run.journal().facts().get(FACT).filter("yes"::equals).isPresent();
    }

    /** What to do where {@link #end} could not. */
    String byHand() {
        return control.howToUnfreeze();
    }

    /** @return for how long the tenant could not write, in milliseconds; none where nobody knows that it could not */
    OptionalDouble end() {
        control.unfreeze();
        var pause = pause();
        run.journal().facts().put(FACT, "no");
        return pause;
    }

    /** By the clock of the machine where a process before this one began it. */
    private OptionalDouble pause() {
        if (began != 0) {
            return OptionalDouble.of((System.nanoTime() - began) / 1e6);
        }
        return run.journal()
                .facts()
                .get(SINCE)
                .filter(since -> mayBeOn())
                .map(since ->
                        Duration.between(Instant.parse(since), Instant.now()).toMillis())
                .map(OptionalDouble::of)
                .orElseGet(OptionalDouble::empty);
    }
}
