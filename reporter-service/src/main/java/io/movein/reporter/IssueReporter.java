package io.movein.reporter;

import io.micrometer.core.instrument.MeterRegistry;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.github.GitHubException;
import io.movein.github.GitHubRefusedException;
import io.movein.reporter.issue.IssueWrites;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the issue, plans, writes. Progress that may not be shown yet is held here and shown when it is due; it is the one thing
 * that a crash can lose, and the run's next word makes good for it.
 */
public final class IssueReporter implements BatchHandler {
    private static final Logger LOG = LoggerFactory.getLogger(IssueReporter.class);
    private static final Duration SOON = Duration.ofSeconds(1);

    private record Held(SpecificRecord progress, Instant due) {}

    private final MigrationIssues issues;
    private final Texts texts;
    private final Duration interval;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final Map<MigrationId, Held> held = new ConcurrentHashMap<>();
    /** One migration is reported by one thread at a time. */
    private final List<Object> locks = Stream.generate(Object::new).limit(64).toList();

    public IssueReporter(
            MigrationIssues issues, Texts texts, Duration interval, InstantSource clock, MeterRegistry meters) {
        this.issues = issues;
        this.texts = texts;
        this.interval = interval;
        this.clock = clock;
        this.meters = meters;
    }

    @Override
    public void handle(List<Message<?>> messages) throws RetryableException, PermanentException {
        var migration = messages.getFirst().migration();
        List<? extends SpecificRecord> events =
                messages.stream().map(Message::body).toList();
        synchronized (lock(migration)) {
            var waiting = held.get(migration);
            if (waiting != null && IssueWrites.onlyProgress(events)) {
                held.put(migration, new Held(events.getLast(), waiting.due()));
            } else {
                report(migration, events, interval);
            }
        }
    }

    /** Shows the progress that was held back for long enough. */
    public void showDue() {
        var now = clock.instant();
        held.forEach((migration, progress) -> {
            if (!now.isBefore(progress.due())) {
                show(migration, interval);
            }
        });
    }

    /** Shows all that is held back, before this service ends. */
    void showAll() {
        held.keySet().forEach(migration -> show(migration, Duration.ZERO));
    }

    private void show(MigrationId migration, Duration pace) {
        synchronized (lock(migration)) {
            var progress = held.get(migration);
            if (progress == null) {
                return;
            }
            try {
                report(migration, List.of(progress.progress()), pace);
            } catch (RetryableException e) {
                held.put(
                        migration, new Held(progress.progress(), clock.instant().plus(e.after())));
            } catch (PermanentException | RuntimeException e) {
                held.remove(migration);
                LOG.warn("progress of {} is not shown: {}", migration, e.toString());
            }
        }
    }

    private void report(MigrationId migration, List<? extends SpecificRecord> events, Duration pace)
            throws RetryableException, PermanentException {
        try {
            var plan =
                    IssueWrites.of(events, issues.find(migration), new IssueWrites.Pace(clock.instant(), pace), texts);
            if (plan.notBefore().isPresent()) {
                hold(migration, events.getLast(), plan.notBefore().get());
            } else {
                plan.writes().forEach(write -> issues.write(migration, write));
                held.remove(migration);
            }
            meters.counter("movein.issue.plans", "result", result(plan)).increment();
        } catch (GitHubException e) {
            throw told(migration, e);
        }
    }

    /** Never longer than the interval, whatever GitHub's clock says. */
    private void hold(MigrationId migration, SpecificRecord progress, Instant notBefore) {
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
