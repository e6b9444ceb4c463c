package io.movein.reporter;

import io.micrometer.core.instrument.MeterRegistry;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.github.GitHubException;
import io.movein.github.GitHubRefusedException;
import io.movein.github.UnknownOutcomeException;
import io.movein.progress.RunProgress;
import io.movein.reporter.issue.CurrentMigrations;
import io.movein.reporter.issue.EventKinds;
import io.movein.reporter.issue.IssueAsFound;
import io.movein.reporter.issue.IssueWrites;
import io.movein.reporter.issue.MergedWrites;
import io.movein.reporter.issue.Presently;
import io.movein.reporter.issue.Write;
import io.movein.reporter.text.Texts;
import io.movein.runtime.BatchHandler;
import io.movein.runtime.PermanentException;
import io.movein.runtime.RetryableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the issue, plans, writes. What nobody waits for is held here for a moment, and progress until it may be shown; a crash
 * loses that, and {@link Reconciler} makes good for it, as for everything else that an issue lacks.
 */
public final class IssueReporter implements BatchHandler, IssueRepair {
    private static final Logger LOG = LoggerFactory.getLogger(IssueReporter.class);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration PERHAPS_GONE = Duration.ofSeconds(5);
    /** GitHub was seen to carry out a write 45 s after its answer was lost. */
    private static final Duration LATE_WRITE = Duration.ofMinutes(1);

    /** After that, progress whose migration does not come is not waited with. */
    private static final Duration LATE_TABLE = Duration.ofMinutes(1);

    /** What a repair came to. */
    public enum Repair {
        /** Nothing lacks. */
        DONE,
        /** Something that lacks cannot be written: GitHub does not take it, or its event is too long ago. */
        REFUSED,
        /** The issue is not there now. */
        GONE
    }

    private record Held(List<SpecificRecord> events, Instant due) {}

    private final MigrationIssues issues;
    private final Texts texts;
    private final Timing timing;
    private final ProgressPace pace;
    private final Repairs repairs;
    private final CurrentMigrations standing;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final ReportStages stages;
    private final Stalls stalls;
    private final Map<MigrationId, Held> held = new ConcurrentHashMap<>();
    /** What the processes told since the newest event of their migration. */
    private final Map<MigrationId, RunProgress> newestProgress = new ConcurrentHashMap<>();

    /** Since when the table lacks the event that progress belongs to. */
    private final Map<MigrationId, Instant> lateSince = new ConcurrentHashMap<>();

    /** One migration is reported by one thread at a time. */
    private final List<Object> locks = Stream.generate(Object::new).limit(64).toList();

    public IssueReporter(
            MigrationIssues issues,
            Texts texts,
            Timing timing,
            Repairs repairs,
            CurrentMigrations standing,
            InstantSource clock,
            MeterRegistry meters) {
        this.issues = issues;
        this.texts = texts;
        this.timing = timing;
        this.pace = new ProgressPace(timing.progressInterval(), timing.progressPerHour());
        this.repairs = repairs;
        this.standing = standing;
        this.clock = clock;
        this.meters = meters;
        this.stages = new ReportStages(clock, meters);
        this.stalls = new Stalls(standing);
    }

    @Override
    public void handle(List<Message<?>> messages) throws RetryableException, PermanentException {
        var events = messages.stream().<SpecificRecord>map(Message::body).toList();
        if (!EventKinds.areOfAPlan(events)) {
            take(messages.getFirst().migration(), events);
        }
    }

    /**
     * How far a process is, of which the newest counts: shown in the status that the issue shows, as soon as it may be. An event that is
     * newer, or waits to be shown, shows it too.
     */
    public void handleProgress(List<Message<?>> messages) throws RetryableException, PermanentException {
        var migration = messages.getLast().migration();
        var told = (RunProgress) messages.getLast().body();
        var known = standing.sequence(migration);
        if (isYetToCome(migration, known < told.getSequence())) {
            throw new RetryableException(
                    SOON, migration + ": event " + told.getSequence() + " is not in the table yet, only " + known);
        }
        var event = standing.running(migration)
                .filter(stands -> stands.getSequence() == told.getSequence())
                .flatMap(stands -> Presently.progressed(stands, told));
        synchronized (lock(migration)) {
            event.ifPresent(_ -> newestProgress.put(migration, told));
            var waiting = held.get(migration);
            if (event.isPresent() && (waiting == null || EventKinds.onlyProgress(waiting.events()))) {
                take(migration, List.of(event.get()));
            }
        }
    }

    /** Since it was missed here: the times of events are those of another machine. */
    private boolean isYetToCome(MigrationId migration, boolean missing) {
        var now = clock.instant();
        if (missing
                && now.isBefore(lateSince.computeIfAbsent(migration, _ -> now).plus(LATE_TABLE))) {
            return true;
        }
        lateSince.remove(migration);
        return false;
    }

    private void take(MigrationId migration, List<SpecificRecord> events)
            throws RetryableException, PermanentException {
        synchronized (lock(migration)) {
            var now = clock.instant();
            newestProgress.computeIfPresent(
                    migration, (_, told) -> EventKinds.areNewerThan(events, told.getSequence()) ? null : told);
            if (EventKinds.onlyProgress(events)) {
                pace.progressed(migration, now);
            }
            var waiting = held.get(migration);
            var all =
                    waiting == null ? List.<SpecificRecord>copyOf(events) : EventKinds.joined(waiting.events(), events);
            var due = due(events, waiting, now);
            if (due.isAfter(now)) {
                held.put(migration, new Held(all, due));
            } else {
                report(migration, all, pace.interval(now));
            }
        }
    }

    /** Progress is due with what is held already; the first of it is shown if the issue allows it. */
    private Instant due(List<? extends SpecificRecord> events, @Nullable Held waiting, Instant now) {
        if (!EventKinds.mayWait(events)) {
            return now;
        }
        if (EventKinds.onlyProgress(events)) {
            return waiting == null ? now : waiting.due();
        }
        var settled = now.plus(timing.settle().multipliedBy(EventKinds.patience(events)));
        return waiting == null || settled.isBefore(waiting.due()) ? settled : waiting.due();
    }

    /** Shows what was held back for long enough. */
    public void showDue() {
        var now = clock.instant();
        stalls.check(now)
                .forEach((migration, told) -> showAgain(migration, newestProgress.getOrDefault(migration, told), now));
        held.forEach((migration, progress) -> {
            if (!now.isBefore(progress.due())) {
                show(migration, pace.interval(now));
            }
        });
    }

    /** In the pace of progress, and only where the issue says something else. */
    private void showAgain(MigrationId migration, RunProgress told, Instant now) {
        synchronized (lock(migration)) {
            standing.running(migration)
                    .flatMap(stands -> Presently.again(stands, told))
                    .ifPresent(event -> {
                        if (event.getSequence() == told.getSequence()) {
                            newestProgress.putIfAbsent(migration, told);
                        }
                        held.putIfAbsent(migration, new Held(List.of(event), now));
                    });
        }
    }

    private Texts texts(MigrationId migration) {
        return texts.withStallSince(stalls.since(migration, newestProgress.get(migration)));
    }

    /** Shows all that is held back, before this service ends. */
    void showAll() {
        held.keySet().forEach(migration -> show(migration, Duration.ZERO));
    }

    /** Writes what the issue lacks of the whole history; nothing where it lacks nothing. */
    @Override
    public Repair repair(MigrationId migration, List<SpecificRecord> history)
            throws RetryableException, PermanentException {
        synchronized (lock(migration)) {
            try {
                var found = issues.find(migration);
                if (found.isEmpty()) {
                    return Repair.GONE;
                }
                var plan = IssueWrites.repair(presently(migration, history), found.get(), texts(migration));
                if (!plan.writes().isEmpty()) {
                    LOG.info(
                            "{} lacked {}",
                            migration,
                            plan.writes().stream().map(Write::kind).toList());
                }
                return carryOut(migration, plan, found.get()) && plan.complete() ? Repair.DONE : Repair.REFUSED;
            } catch (GitHubException e) {
                throw told(migration, e);
            }
        }
    }

    private void show(MigrationId migration, Duration interval) {
        synchronized (lock(migration)) {
            var waiting = held.get(migration);
            if (waiting == null) {
                return;
            }
            try {
                report(migration, waiting.events(), interval);
            } catch (RetryableException e) {
                held.put(migration, new Held(waiting.events(), clock.instant().plus(e.after())));
            } catch (PermanentException | RuntimeException e) {
                held.remove(migration);
                repairs.wanted(migration, LATE_WRITE);
                LOG.warn("{} is not shown: {}", migration, e.toString());
            }
        }
    }

    private void report(MigrationId migration, List<? extends SpecificRecord> decided, Duration interval)
            throws RetryableException, PermanentException {
        var events = presently(migration, decided);
        try {
            if (EventKinds.onlyProgress(events) && isShownByEdit(migration, events, interval)) {
                return;
            }
            var found = issues.find(migration);
            if (found.isEmpty()) {
                LOG.warn("issue {} is not there now, though its repository is: asked again", migration);
                leaveToRepair(migration);
                return;
            }
            var plan = IssueWrites.of(
                    events, found.get(), new IssueWrites.Pace(clock.instant(), interval), texts(migration));
            if (plan.notBefore().isPresent()) {
                hold(migration, List.copyOf(events), plan.notBefore().get(), interval);
            } else {
                carryOut(migration, plan, found.get());
                stages.written(plan.writes(), events, found.get());
                held.remove(migration);
                if (!plan.complete()) {
                    repairs.wanted(migration, SOON);
                }
            }
            meters.counter("movein.issue.plans", "result", result(plan)).increment();
        } catch (GitHubException e) {
            throw told(migration, e);
        }
    }

    /** Progress edits the status comment and nothing else: the issue is not read for it where that was done a moment ago. */
    private boolean isShownByEdit(MigrationId migration, List<? extends SpecificRecord> progress, Duration interval) {
        var recent = issues.recent(migration);
        if (recent.isEmpty()) {
            return false;
        }
        var plan = IssueWrites.of(
                progress, recent.get(), new IssueWrites.Pace(clock.instant(), interval), texts(migration));
        if (!plan.complete() || !plan.writes().stream().allMatch(Write.EditComment.class::isInstance)) {
            return false;
        }
        if (plan.notBefore().isPresent()) {
            hold(migration, List.copyOf(progress), plan.notBefore().get(), interval);
        } else {
            plan.writes().forEach(write -> issues.write(migration, write));
            held.remove(migration);
        }
        meters.counter("movein.issue.plans", "result", result(plan)).increment();
        return true;
    }

    private List<? extends SpecificRecord> presently(MigrationId migration, List<? extends SpecificRecord> events) {
        var place = standing.place(migration);
        var told = newestProgress.get(migration);
        return events.stream()
                .<SpecificRecord>map(event -> place.isEmpty() ? event : Presently.placed(event, place.getAsInt()))
                .map(event -> told == null ? event : Presently.progressed(event, told))
                .toList();
    }

    /** The neighbours do not wait for an issue that is perhaps gone. */
    private void leaveToRepair(MigrationId migration) {
        held.remove(migration);
        repairs.wanted(migration, PERHAPS_GONE);
        meters.counter("movein.issue.later", "cause", "PerhapsGone").increment();
    }

    /** Each write stands alone. False: GitHub refused one for good. */
    private boolean carryOut(MigrationId migration, IssueWrites plan, IssueAsFound found) {
        var taken = MergedWrites.of(plan.writes(), found.labels()).stream()
                .map(write -> issues.write(migration, write))
                .toList();
        return !taken.contains(false);
    }

    /** Never longer than the interval, whatever GitHub's clock says. */
    private void hold(MigrationId migration, List<SpecificRecord> progress, Instant notBefore, Duration interval) {
        var latest = clock.instant().plus(interval);
        held.put(migration, new Held(progress, notBefore.isBefore(latest) ? notBefore : latest));
    }

    private static String result(IssueWrites plan) {
        return plan.notBefore().isPresent() ? "held" : plan.writes().isEmpty() ? "nothing" : "written";
    }

    /** What is gone while it is written to was there a moment ago: reading again tells whether it is the comment or the issue. */
    private RetryableException told(MigrationId migration, GitHubException e) throws PermanentException {
        var isGone = e instanceof GitHubRefusedException refused && refused.isGone();
        if (isGone) {
            issues.forget(migration);
        }
        if (e instanceof UnknownOutcomeException) {
            repairs.wanted(migration, LATE_WRITE);
        }
        var again = isGone
                ? SOON
                : e.retryAfter().orElseThrow(() -> new PermanentException(migration + ": " + e.getMessage(), e));
        meters.counter("movein.issue.later", "cause", e.getClass().getSimpleName())
                .increment();
        return new RetryableException(again, migration + ": " + e.getMessage(), e);
    }

    private Object lock(MigrationId migration) {
        return locks.get(Math.floorMod(migration.hashCode(), locks.size()));
    }
}
