package io.movein.storage;

import io.movein.process.ExitCode;
import io.movein.process.items.Blame;
import io.movein.process.items.ItemState;
import io.movein.process.lease.Lease;
import io.movein.process.report.CheckOutcome;
import io.movein.process.run.FailureLimits;
import io.movein.process.run.ProcessRun;
import io.movein.storage.catalogue.Catalogue;
import io.movein.storage.configuration.StoragePlan;
import io.movein.store.objects.StoreFailure;
import io.movein.store.objects.StoreFailure.Kind;
import io.movein.store.objects.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** The operation {@code migrate}. */
record Migrating(ProcessRun<StoragePlan> run, Sides sides, Catalogue catalogue) {

    /** Whose failures end a run, with which exit code: what is the target's is refused for safety. */
    static final Map<Blame, ExitCode> EXIT_CODES =
            Map.of(Blame.SOURCE, ExitCode.SOURCE, Blame.DESTINATION, ExitCode.REFUSED, Blame.ITEM, ExitCode.REFUSED);

    String estimate() {
        var readiness = new Readiness(plan(), sides, catalogue);
        readiness.targetIsActive();
        var before = System.nanoTime();
        readiness.byListing();
        var answer = Duration.ofNanos(
                (System.nanoTime() - before) / Math.max(1, sides.names().size()));
        fillJournal();
        return new Estimate(run, catalogue.outside(), answer).summary() + tagsThatCannotBeKept();
    }

    String move() throws InterruptedException {
        var readiness = new Readiness(plan(), sides, catalogue);
        readiness.targetIsActive();
        readiness.byWriting();
        try (var lease = TargetLease.take(run, sides)) {
            fillJournal();
            move(lease);
            check();
        }
        return summary();
    }

    private void move(Lease lease) throws InterruptedException {
        var journal = run.journal();
        run.progress()
                .phase(
                        "move",
                        "artifacts",
                        OptionalLong.of(journal.counts().total()),
                        () -> journal.counts().done());
        var move = new Move(plan(), sides, catalogue, lease);
        run.items(new FailureLimits(plan().failures(), EXIT_CODES)).run(move);
        move.settle();
    }

    private StoragePlan plan() {
        return run.configuration();
    }

    private void fillJournal() {
        var journal = run.journal();
        run.progress()
                .phase(
                        "plan",
                        "artifacts",
                        OptionalLong.empty(),
                        () -> journal.counts().total());
        new Planning(run).fill(catalogue);
    }

    private void check() {
        var migrated = run.journal().counts().migrated().items();
        if (migrated > 0) {
            run.checks().replace(CheckOutcome.exact("read back, equal by SHA-256", "artifacts", migrated, proven()));
        } else if (run.journal().counts().total() > 0) {
            run.checks().replace(CheckOutcome.notMade("read back, equal by SHA-256", "artifacts", "none was moved"));
        } else if (!catalogue.anyAtTarget()) {
            run.checks()
                    .replace(CheckOutcome.notMade(
                            "artifacts",
                            "scope",
                            "there are none at all, neither elsewhere nor at the target: is the scope right?"));
        } else {
            run.checks().replace(CheckOutcome.empty("artifacts elsewhere", "scope", 0, 0));
        }
    }

    /** Migrated items whose proof stands in the journal. */
    private long proven() {
        return run.journal().countWithSha256(ItemState.MIGRATED);
    }

    private String summary() {
        var counts = run.journal().counts();
        var outside = catalogue.outside();
        run.figures().put("outsideThePlan", new ArrayList<>(outside));
        var causes = run.journal().causes().entrySet().stream()
                .map(state -> "%s: %s"
                        .formatted(
                                state.getKey(),
                                state.getValue().entrySet().stream()
                                        .map(cause -> cause.getKey() + " " + cause.getValue())
                                        .collect(Collectors.joining(", "))))
                .collect(Collectors.joining("; "));
        return "%d of %d artifacts moved to '%s', %s, each read back; %d skipped, %d failed%s%s"
                .formatted(
                        counts.migrated().items(),
                        counts.total(),
                        plan().target(),
                        Estimate.size(counts.migrated().bytes()),
                        counts.skipped().items(),
                        counts.failed().items(),
                        causes.isEmpty() ? "" : " (" + causes + ")",
                        Estimate.outside(outside));
    }

    /** Only where the target knows no tags: then each object is asked for its own, as nobody else knows. */
    private String tagsThatCannotBeKept() {
        if (plan().transfer().dropsTags() || knowsTags()) {
            return "";
        }
        var tags = new Tags(false);
        var tagged = new AtomicLong();
        run.journal().forEach(EnumSet.of(ItemState.QUEUED), item -> {
            var from = PlannedMove.of(item.item()).from();
            try {
                if (!tags.of(sides.at(from.binding()), from.key()).isEmpty()) {
                    tagged.incrementAndGet();
                }
            } catch (StoreFailure failure) {
                if (!failure.is(Kind.GONE)) {
                    throw failure;
                }
            }
        });
        return tagged.get() == 0
                ? ""
                : "; %d objects have tags, which '%s' cannot hold: they will fail unless transfer.tags is 'drop'"
                        .formatted(tagged.get(), plan().target());
    }

    private boolean knowsTags() {
        try {
            sides.target().tags(Health.probeKey());
            return true;
        } catch (StoreFailure failure) {
            return !failure.is(Kind.UNSUPPORTED);
        }
    }
}
