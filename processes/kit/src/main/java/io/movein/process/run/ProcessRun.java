package io.movein.process.run;

import io.movein.process.Assignment;
import io.movein.process.Secrets;
import io.movein.process.Stop;
import io.movein.process.control.ControlChannel;
import io.movein.process.evidence.EvidenceStore;
import io.movein.process.items.Journal;
import io.movein.process.pace.Pace;
import io.movein.process.report.Checks;
import io.movein.process.report.ProgressReporter;
import io.movein.process.retry.Classifier;
import io.movein.process.retry.Retries;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/**
 * A run, as the kit hands it to the program.
 *
 * @param scratch a folder for what need not outlive the run
 * @param evidence where this run's evidence is to go; none where nobody named a place
 * @param died    whether the run before, over the same journal, died: its items that were running may be at the destination
 * @param figures what else is to stand in the evidence's {@code run.json}
 */
public record ProcessRun<C>(
        Assignment assignment,
        C configuration,
        Secrets secrets,
        Journal journal,
        Pace pace,
        ControlChannel control,
        ProgressReporter progress,
        Checks checks,
        Stop stop,
        Path scratch,
        Supplier<Optional<EvidenceStore>> evidence,
        boolean died,
        Map<String, Object> figures) {

    public ProcessRun {
        figures = new ConcurrentSkipListMap<>(figures);
    }

    public boolean dryRun() {
        return assignment.dryRun();
    }

    public Retries retries(Classifier classifier) {
        return new Retries(classifier, pace);
    }

    /** @param firstWait as in {@link Retries#Retries(Classifier, Pace, Duration)} */
    public Retries retries(Classifier classifier, Duration firstWait) {
        return new Retries(classifier, pace, firstWait);
    }

    /** @param patience as in {@link Retries#Retries(Classifier, Pace, Duration, Duration)} */
    public Retries retries(Classifier classifier, Duration firstWait, Duration patience) {
        return new Retries(classifier, pace, firstWait, patience);
    }

    /** Works off the journal's queued items. */
    public ItemRunner items(FailureLimits limits) {
        return new ItemRunner(journal, pace, stop, limits, secrets::redact, ItemRunner.GRACE);
    }
}
