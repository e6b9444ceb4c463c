package io.movein.tier;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.lease.Lease;
import io.movein.process.report.ReplicationLag;
import io.movein.process.run.ProcessRun;
import io.movein.store.postgresql.AgreedSnapshots;
import io.movein.store.postgresql.AgreedSnapshots.NotAgreed;
import io.movein.store.postgresql.ExportedSnapshot;
import io.movein.store.postgresql.RowSelection;
import io.movein.store.postgresql.SqlText;
import io.movein.store.postgresql.TableDescription;
import io.movein.store.postgresql.TableName;
import io.movein.store.postgresql.TenantReplication;
import io.movein.tier.configuration.FollowPlan;
import io.movein.tier.configuration.TierPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
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
    private final String name;

    Following(ProcessRun<TierPlan> run, Sides sides, Lease lease) {
        this.run = run;
        this.sides = sides;
        this.lease = lease;
        this.plan = run.configuration().follow();
        this.name = MigrationName.ofReplication(run.configuration());
        this.replication = new TenantReplication(sides.source(), sides.target(), name);
    }

    /** The state from which the stream goes on. */
    ExportedSnapshot begin(Rules rules) {
        run.progress().phase("snapshot", "snapshots", OptionalLong.of(1));
        run.progress()
                .log("waiting for transactions at the source to end, at most %s, so that the slot can be made"
                        .formatted(plan.patience()));
        run.journal().facts().put(FACT, name);
        var filters = new TreeMap<TableName, String>();
        for (var table : rules.moving()) {
            table.leaves().forEach(leaf -> filters.put(leaf.name(), filter(rules, table)));
        }
        lease.check();
        replication.publish(filters);
        var snapshot = replication.slot(plan.patience());
        run.progress().add(1);
        return snapshot;
    }

    static String filter(Rules rules, TableDescription table) {
        return rules.selections().of(table.name()).orElseThrow() instanceof RowSelection.ByColumn by
                ? "%s = %s".formatted(SqlText.name(by.column()), SqlText.literal(by.value()))
                : "true";
    }

    void subscribe() {
        lease.check();
        replication.subscribe();
    }

    /** @return whether the target is so little behind that the tenant may be frozen */
    boolean isClose() {
        var health = replication.health();
        if (health.failure().isPresent()) {
            throw new MigrationFailure(ExitCode.DESTINATION, health.failure().get());
        }
        run.progress()
                .lag(
                        health.behind().isPresent()
                                ? Optional.of(lag(health.behind().getAsLong()))
                                : Optional.empty());
        return health.behind().isPresent()
                && health.behind().getAsLong() <= plan.maxLag().bytes();
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

    /** Everything that was written before is at the target when this returns, and nothing comes any more. The tenant is frozen. */
    void drain() throws InterruptedException {
        run.progress().phase("drain", "bytes", OptionalLong.empty());
        var position = replication.position();
        var until = System.nanoTime() + plan.limit().toNanos();
        while (!replication.reached(position)) {
            isClose();
            if (System.nanoTime() - until > 0) {
                throw new MigrationFailure(
                        ExitCode.DESTINATION,
                        "target: it had not got to the source's position %s after %s; try when less is written"
                                .formatted(position, plan.limit()));
            }
            Thread.sleep(LOOK_EVERY);
        }
        end();
    }

    /** Leaves nothing of it on either side; at the source also where the target does not answer, as a slot fills the source's disk. */
    void end() {
        try {
            lease.check();
            replication.endAtTheTarget();
        } finally {
            lease.checkToLetGo();
            replication.endAtTheSource();
        }
        run.journal().facts().put(FACT, "");
    }

    /** Whether this or an earlier attempt over the same journal may have begun it. */
    boolean mayBeOn() {
        return run.journal().facts().get(FACT).filter(begun -> !begun.isEmpty()).isPresent();
    }

    /** What to do where {@link #end} could not. */
    String byHand() {
        return "drop subscription \"%1$s\" at the target, and slot and publication \"%1$s\" at the source"
                .formatted(name);
    }
}
