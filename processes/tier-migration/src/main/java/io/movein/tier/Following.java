package io.movein.tier;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.lease.Lease;
import io.movein.process.report.ReplicationLag;
import io.movein.process.run.ProcessRun;
import io.movein.store.postgresql.AgreedSnapshots;
import io.movein.store.postgresql.AgreedSnapshots.NotAgreed;
import io.movein.store.postgresql.DatabaseCatalogue;
import io.movein.store.postgresql.ExportedSnapshot;
import io.movein.store.postgresql.PostgresFailure;
import io.movein.store.postgresql.RowSelection;
import io.movein.store.postgresql.SqlText;
import io.movein.store.postgresql.TableDescription;
import io.movein.store.postgresql.TableName;
import io.movein.store.postgresql.TenantReplication;
import io.movein.store.postgresql.TenantReplication.Standing;
import io.movein.tier.MadeReplications.Made;
import io.movein.tier.configuration.FollowPlan;
import io.movein.tier.configuration.TierPlan;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** Follows the tenant's writes while they go on: from the snapshot of the copy to a position that is agreed once the tenant is frozen. */
final class Following {

    private static final String FACT = "replication";
    private static final long LOG_RECORD_HEAD = 24;
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /** So that those who write wait for a small part of the time alone. */
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

    private static final String HELD = "verifyHeldMillis";

    private final ProcessRun<TierPlan> run;
    private final FollowPlan plan;
    private final TenantReplication replication;
    private final Sides sides;
    private final Lease lease;
    private final MadeReplications made;
    private final Absence absence;
    private final Pulse pulse;

    Following(ProcessRun<TierPlan> run, Sides sides, Lease lease) {
        this.run = run;
        this.sides = sides;
        this.lease = lease;
        this.plan = run.configuration().follow();
        var name = MigrationName.ofReplication(run.configuration());
        this.replication = new TenantReplication(sides.source(), sides.target(), name);
        this.made = new MadeReplications(run.journal().facts(), FACT, Made.of(name, sides));
        this.absence = new Absence(this::log);
        this.pulse = new Pulse("target", plan.limit());
    }

    private void log(String line) {
        run.progress().log(run.secrets().redact(line));
    }

    /**
     * The state from which the stream goes on.
     *
     * @param goBack whether nothing more is to be begun
     */
    ExportedSnapshot begin(Rules rules, BooleanSupplier goBack) throws InterruptedException {
        run.progress().phase("snapshot", "snapshots", OptionalLong.of(1));
        run.progress()
                .log("waiting for transactions at the source to end, at most %s, so that the slot can be created"
                        .formatted(plan.patience()));
        made.aboutToBeMade();
        var filters = new TreeMap<TableName, String>();
        for (var table : rules.moving()) {
            table.leaves().forEach(leaf -> filters.put(leaf.name(), filter(rules, table)));
        }
        lease.check();
        replication.publish(filters);
        var snapshot = slot(goBack);
        run.progress().add(1);
        return snapshot;
    }

    private ExportedSnapshot slot(BooleanSupplier goBack) throws InterruptedException {
        var waits = new AtomicReference<>("");
        var watching = Thread.ofVirtual().start(() -> watch(waits, goBack));
        try {
            return replication.slot(plan.patience());
        } catch (PostgresFailure e) {
            if (goBack.getAsBoolean()) {
                throw new InterruptedException("told to roll back");
            }
            var last = Objects.requireNonNullElse(waits.get(), "");
            throw last.isEmpty()
                    ? e
                    : new MigrationFailure(
                            ExitCode.SOURCE, "%s; the slot waited for %s".formatted(e.getMessage(), last), e);
        } finally {
            watching.interrupt();
        }
    }

    /** Until it is interrupted; that it cannot look is told by the slot's own failure. */
    private void watch(AtomicReference<String> waits, BooleanSupplier goBack) {
        try {
            while (true) {
                Thread.sleep(BETWEEN_TRIES);
                if (goBack.getAsBoolean()) {
                    replication.stopWaiting();
                }
                var now = replication.whatTheSlotWaitsFor();
                if (!now.isEmpty() && !now.equals(waits.getAndSet(now))) {
                    run.progress().log("the slot waits for " + now);
                }
            }
        } catch (InterruptedException | PostgresFailure e) {
            Thread.currentThread().interrupt();
        }
    }

    static String filter(Rules rules, TableDescription table) {
        return rules.selections().of(table.name()).orElseThrow() instanceof RowSelection.ByColumn by
                ? "%s = %s".formatted(SqlText.name(by.column()), SqlText.literal(by.value()))
                : "true";
    }

    /** @param schemas in which nothing may be set off by what comes, which {@code afterSchema} may have brought */
    void subscribe(List<String> schemas) {
        try (var target = sides.target().open()) {
            var firing = new DatabaseCatalogue(target, schemas)
                    .tables().stream()
                            .flatMap(table -> table.leaves().stream())
                            .flatMap(leaf -> Followable.firing(target, leaf.name())
                                    .map(trigger -> "%s of %s".formatted(trigger, leaf.name())))
                            .toList();
            if (!firing.isEmpty()) {
                throw new MigrationFailure(
                        ExitCode.DESTINATION,
                        "target: triggers %s also fire for replicated changes; postgresql.afterSchema must not enable them as ALWAYS or REPLICA"
                                .formatted(firing));
            }
        }
        lease.check();
        replication.subscribe();
    }

    /** @return whether the target is so little behind that the tenant may be frozen */
    boolean isClose() {
        return isClose(absence);
    }

    /** While the source is away nobody knows: the slot is its own, and the target tries again by itself. */
    private boolean isClose(Absence absence) {
        var found = absence.ask(replication::standing);
        found.ifPresent(this::mayGoOn);
        var behind = found.filter(Standing::active).map(Standing::behind);
        run.progress().lag(behind.map(Following::lag));
        return behind.filter(bytes -> bytes <= plan.maxLag().bytes()).isPresent();
    }

    private void mayGoOn(Standing now) {
        if (!now.there()) {
            throw new MigrationFailure(ExitCode.SOURCE, "source: the slot is gone, or lost what it held");
        }
        pulse.mark(now).ifPresent(run.progress()::log);
        pulse.stopped().ifPresent(why -> {
            throw new MigrationFailure(ExitCode.DESTINATION, why);
        });
    }

    /** The server counts bytes alone; of rows there are at most as many as heads of records fit in. */
    private static ReplicationLag lag(long bytes) {
        return new ReplicationLag(OptionalLong.of(rows(bytes)), OptionalLong.of(bytes));
    }

    static long rows(long bytes) {
        return Math.ceilDiv(bytes, LOG_RECORD_HEAD);
    }

    /**
     * Both sides at one position, while the tenant writes.
     *
     * @param goBack whether nothing more is to be begun
     * @throws NotAgreed why there was none within {@code follow.patience}
     */
    AgreedSnapshots agree(List<TableDescription> tables, BooleanSupplier goBack)
            throws NotAgreed, InterruptedException {
        run.progress()
                .log("waiting for a position at which both sides can be compared, at most %s"
                        .formatted(plan.patience()));
        var until = System.nanoTime() + plan.patience().toNanos();
        var why = "";
        while (true) {
            try {
                var agreed = AgreedSnapshots.of(sides.source(), sides.target(), replication, tables, plan.hold());
                held(agreed.held());
                return agreed;
            } catch (NotAgreed e) {
                held(e.held());
                if (System.nanoTime() - until > 0 || goBack.getAsBoolean()) {
                    throw e;
                }
                if (!why.equals(e.getMessage())) {
                    why = String.valueOf(e.getMessage());
                    run.progress().log("not yet: " + why);
                }
            }
            Thread.sleep(BETWEEN_TRIES);
        }
    }

    /** The longest counts. */
    private void held(Duration held) {
        run.figures().merge(HELD, held.toNanos() / 1e6, (one, other) -> Math.max((Double) one, (Double) other));
    }

    /**
     * Everything that was written before is at the target when this returns, and nothing comes any more. The tenant is frozen: a source
     * that is being started again is waited for as long as the rest of it may take.
     */
    void drain() throws InterruptedException {
        run.progress().phase("drain", "bytes", OptionalLong.empty());
        var draining = new Absence(this::log, plan.limit());
        var until = System.nanoTime() + plan.limit().toNanos();
        var position = draining.ask(replication::position);
        while (!position.flatMap(there -> draining.ask(() -> replication.reached(there)))
                .orElse(false)) {
            isClose(draining);
            await(until, draining, position);
            position = position.or(() -> draining.ask(replication::position));
        }
        while (draining.ask(this::ended).isEmpty()) {
            await(until, draining, position);
        }
    }

    private void await(long until, Absence draining, Optional<String> position) throws InterruptedException {
        if (System.nanoTime() - until > 0) {
            throw notDrained(position, draining);
        }
        Thread.sleep(LOOK_EVERY);
    }

    private MigrationFailure notDrained(Optional<String> position, Absence draining) {
        return draining.isOn()
                ? new MigrationFailure(
                        ExitCode.SOURCE,
                        "source: it went away while the tenant was frozen and had not answered again after %s (follow.limit); try again when it does"
                                .formatted(plan.limit()))
                : new MigrationFailure(
                        ExitCode.DESTINATION,
                        "target: it had not reached the source's position %s after %s; try again when less is written"
                                .formatted(position.orElse("(unknown)"), plan.limit()));
    }

    private boolean ended() {
        end(replication);
        made.isGone(made.own());
        return true;
    }

    /** Leaves nothing on either side; at the source also where the target does not answer, as a slot fills the source's disk. */
    private void end(TenantReplication replication) {
        try {
            lease.check();
            replication.endAtTheTarget();
        } finally {
            lease.checkToLetGo();
            replication.endAtTheSource();
        }
    }

    /** @return in words, what was done where it was made */
    String end(Made one) {
        var there = one.at(sides);
        end(new TenantReplication(there.source(), there.target(), one.name()));
        made.isGone(one);
        return one.equals(made.own())
                ? "slot, publication and subscription are removed"
                : "slot, publication and subscription of another plan are removed; what was copied to %s stays there: drop it, or let a run of that plan do it"
                        .formatted(one.target());
    }

    /** What this or an earlier attempt over the same journal may have begun, whatever plan it had. */
    List<Made> left() {
        return made.all();
    }

    /** That of this plan, which may be there although its journal was lost. */
    Made own() {
        return made.own();
    }

    /** What to do where {@link #end} could not. */
    static String byHand(Made one) {
        return "drop subscription \"%1$s\" at %2$s, and slot and publication \"%1$s\" at %3$s"
                .formatted(one.name(), one.target(), one.source());
    }
}
