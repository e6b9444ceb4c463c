package io.movein.reporter;

import io.micrometer.core.instrument.MeterRegistry;
import io.movein.contract.MigrationId;
import io.movein.reporter.IssueReporter.Repair;
import io.movein.runtime.Health;
import io.movein.runtime.OwnFaults;
import io.movein.runtime.PermanentException;
import io.movein.runtime.RetryableException;
import io.movein.runtime.Worker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares every open migration with its issue: at start, where those of a copy that has gone are taken over, every so often, and those
 * first of which something is known to lack. What was
 * missed, however that came about, is made good once. An issue that is perhaps gone is asked for again, less and less often, for a day.
 */
final class Reconciler implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration STUCK = Duration.ofMinutes(5);
    /** What was missed while nobody was there is made good soon. */
    private static final Duration BETWEEN_AT_FIRST = Duration.ofSeconds(1);
    /** However many are open, at most 900 of the 5,000 requests that GitHub allows in an hour. */
    private static final Duration BETWEEN = Duration.ofSeconds(4);

    private static final Duration NOT_YET = Duration.ofSeconds(2);
    private static final Duration FAILED = Duration.ofMinutes(1);
    private static final Duration REFUSED = Duration.ofHours(1);
    private static final Duration FIRST_ASKED_AGAIN = Duration.ofSeconds(5);
    private static final Duration LONGEST_ASKED_AGAIN = Duration.ofHours(1);
    private static final Duration GONE = Duration.ofDays(1);
    private static final int HINTS_AT_ONCE = 10;

    private final Supplier<OpenMigrations> source;
    private final IssueRepair reporter;
    private final RepairQueue queue;
    private final Duration interval;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final OwnFaults faults;

    private final SequencedSet<MigrationId> tour = new LinkedHashSet<>();
    private final Map<MigrationId, Instant> missingSince = new HashMap<>();
    private final Map<MigrationId, Instant> refused = new HashMap<>();
    private Instant nextTour = Instant.MIN;
    private Instant nextOfTour = Instant.MIN;
    private Instant notBefore = Instant.MIN;
    private Duration between = BETWEEN;

    private volatile boolean running;
    private volatile Instant lastStep = Instant.MAX;
    private volatile String doing = "reads what happened so far";
    private @Nullable Thread thread;

    /** @param interval between two tours over all open migrations */
    Reconciler(
            Supplier<OpenMigrations> source,
            IssueRepair reporter,
            RepairQueue queue,
            Duration interval,
            InstantSource clock,
            MeterRegistry meters) {
        this.source = source;
        this.reporter = reporter;
        this.queue = queue;
        this.interval = interval;
        this.clock = clock;
        this.meters = meters;
        this.faults = new OwnFaults(name(), meters);
    }

    @Override
    public String name() {
        return "reconciler";
    }

    @Override
    public void start() {
        running = true;
        lastStep = clock.instant();
        thread = Thread.ofPlatform().name(name()).start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        try {
            if (thread != null && !thread.join(Duration.ofSeconds(10))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Health health() {
        if (thread == null || !thread.isAlive()) {
            return Health.down("not running");
        }
        return lastStep.plus(STUCK).isBefore(clock.instant())
                ? Health.down("has not moved since " + lastStep)
                : Health.up(doing);
    }

    private void run() {
        while (running) {
            try (var open = source.get()) {
                while (running) {
                    open.advance(POLL);
                    step(open);
                    lastStep = clock.instant();
                }
            } catch (Throwable e) {
                faults.met(e);
                doing = "starts anew: " + e;
                LOG.warn("the reconciler starts anew in 1 s", e);
                pause();
            }
        }
    }

    /** What is due now: what was asked for, and one of the tour. */
    void step(OpenMigrations open) {
        var now = clock.instant();
        if (!open.isCaughtUp() || now.isBefore(notBefore)) {
            return;
        }
        var grown = open.hasGrown();
        if (grown || tour.isEmpty() && !now.isBefore(nextTour)) {
            between = grown || nextTour.equals(Instant.MIN) ? BETWEEN_AT_FIRST : BETWEEN;
            tour.addAll(open.all());
            nextTour = now.plus(interval);
            doing = "compares " + tour.size() + " open migrations with their issues, since " + now;
        }
        queue.take(HINTS_AT_ONCE).forEach(migration -> check(migration, open));
        if (now.isBefore(nextOfTour)) {
            return;
        }
        nextOfTour = now.plus(between);
        var next = tour.isEmpty() ? null : tour.removeFirst();
        if (next != null && !refused.getOrDefault(next, Instant.MIN).isAfter(now) && !missingSince.containsKey(next)) {
            check(next, open);
        }
    }

    private void check(MigrationId migration, OpenMigrations open) {
        if (clock.instant().isBefore(notBefore) || !open.isHandled(migration)) {
            if (open.all().contains(migration)) {
                queue.wanted(migration, NOT_YET);
            }
            return;
        }
        try {
            var history = open.history(migration);
            if (!history.isEmpty()) {
                settle(migration, reporter.repair(migration, history), open);
            }
        } catch (RetryableException e) {
            notBefore = clock.instant().plus(e.after());
            queue.wanted(migration, e.after());
        } catch (PermanentException e) {
            LOG.warn("{} cannot be compared with its issue: {}", migration, e.getMessage());
            open.checked(migration);
        } catch (RuntimeException | StackOverflowError e) {
            faults.met(e);
            LOG.warn("{} could not be compared with its issue, again in {}", migration, FAILED, e);
            queue.wanted(migration, FAILED);
        }
    }

    private void settle(MigrationId migration, Repair repair, OpenMigrations open) {
        meters.counter("movein.issue.repairs", "result", repair.name().toLowerCase(Locale.ROOT))
                .increment();
        if (repair == Repair.GONE) {
            missing(migration, open);
            return;
        }
        missingSince.remove(migration);
        refused.remove(migration);
        if (repair == Repair.DONE) {
            open.checked(migration);
        } else {
            refused.put(migration, clock.instant().plus(REFUSED));
        }
    }

    /** Asked again after as long as it has been away, so half as often each time. */
    private void missing(MigrationId migration, OpenMigrations open) {
        var now = clock.instant();
        var away = Duration.between(missingSince.computeIfAbsent(migration, _ -> now), now);
        if (away.compareTo(GONE) > 0) {
            LOG.error(
                    "issue {} was not there for {} h while its repository was: it was moved or deleted, and nothing more is written to it",
                    migration,
                    away.toHours());
            meters.counter("movein.issue.gone").increment();
            missingSince.remove(migration);
            refused.put(migration, now.plus(GONE));
            open.checked(migration);
            return;
        }
        var wait = away.compareTo(FIRST_ASKED_AGAIN) < 0 ? FIRST_ASKED_AGAIN : away;
        queue.wanted(migration, wait.compareTo(LONGEST_ASKED_AGAIN) > 0 ? LONGEST_ASKED_AGAIN : wait);
    }

    private void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            running = false;
        }
    }
}
