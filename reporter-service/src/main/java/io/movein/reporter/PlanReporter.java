package io.movein.reporter;

import io.micrometer.core.instrument.MeterRegistry;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.issue.CommentSeal;
import io.movein.github.GitHubException;
import io.movein.github.GitHubRefusedException;
import io.movein.github.Issues;
import io.movein.github.Pulls;
import io.movein.github.UnknownOutcomeException;
import io.movein.reporter.IssueReporter.Repair;
import io.movein.reporter.issue.PlanEvent;
import io.movein.reporter.issue.PlanWrites;
import io.movein.reporter.text.PlanTexts;
import io.movein.runtime.BatchHandler;
import io.movein.runtime.PermanentException;
import io.movein.runtime.RetryableException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does on GitHub what events of migration plans ask for, and shows it on their issues. Everything can be done again. */
public final class PlanReporter implements BatchHandler, IssueRepair {
    private static final Logger LOG = LoggerFactory.getLogger(PlanReporter.class);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration PERHAPS_GONE = Duration.ofSeconds(5);
    /** GitHub was seen to carry out a write 45 s after its answer was lost; what it refuses is tried again as often. */
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final MigrationIssues issues;
    private final PlanPulls pulls;
    private final PlanTexts texts;
    private final Repairs repairs;
    private final MeterRegistry meters;

    /** One plan is reported by one thread at a time. */
    private final List<Object> locks = Stream.generate(Object::new).limit(16).toList();

    public PlanReporter(
            MigrationIssues issues,
            Pulls pulls,
            Issues all,
            CommentSeal seal,
            PlanTexts texts,
            Repairs repairs,
            MeterRegistry meters) {
        this.issues = issues;
        this.pulls = new PlanPulls(pulls, all, seal, texts, meters);
        this.texts = texts;
        this.repairs = repairs;
        this.meters = meters;
    }

    @Override
    public void handle(List<Message<?>> messages) throws RetryableException, PermanentException {
        repair(
                messages.getFirst().migration(),
                messages.stream().<SpecificRecord>map(Message::body).toList());
    }

    /** Does and writes what lacks of these events, the last of which is the newest. */
    @Override
    public Repair repair(MigrationId plan, List<SpecificRecord> events) throws RetryableException, PermanentException {
        synchronized (locks.get(Math.floorMod(plan.hashCode(), locks.size()))) {
            try {
                return report(plan, events);
            } catch (GitHubException e) {
                throw told(plan, e);
            }
        }
    }

    private Repair report(MigrationId plan, List<SpecificRecord> events) throws PermanentException {
        var refused = pulls.carryOut(plan, events.stream().map(PlanEvent::of).toList());
        if (!refused.isEmpty()) {
            repairs.wanted(plan, MINUTE);
        }
        var found = issues.find(plan);
        if (found.isEmpty()) {
            LOG.warn("issue {} is not there now, though its repository is: asked again", plan);
            repairs.wanted(plan, PERHAPS_GONE);
            return Repair.GONE;
        }
        var taken = PlanWrites.of(events, found.get(), refused, texts).stream()
                .map(write -> issues.write(plan, write))
                .toList();
        if (PlanWrites.isQuestionMissing(events, found.get())) {
            repairs.wanted(plan, SOON);
        }
        meters.counter("movein.issue.plans", "result", taken.isEmpty() ? "nothing" : "written")
                .increment();
        return taken.contains(false) ? Repair.REFUSED : Repair.DONE;
    }

    /** What is gone while it is written to was there a moment ago: reading again tells. */
    private RetryableException told(MigrationId plan, GitHubException e) throws PermanentException {
        var isGone = e instanceof GitHubRefusedException refused && refused.isGone();
        if (isGone) {
            issues.forget(plan);
        }
        if (e instanceof UnknownOutcomeException) {
            repairs.wanted(plan, MINUTE);
        }
        var again = isGone
                ? SOON
                : e.retryAfter().orElseThrow(() -> new PermanentException(plan + ": " + e.getMessage(), e));
        meters.counter("movein.issue.later", "cause", e.getClass().getSimpleName())
                .increment();
        return new RetryableException(again, plan + ": " + e.getMessage(), e);
    }
}
