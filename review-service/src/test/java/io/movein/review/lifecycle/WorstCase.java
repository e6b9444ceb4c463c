package io.movein.review.lifecycle;

import io.movein.model.CheckResult;
import io.movein.model.Conclusion;
import io.movein.model.Evidence;
import io.movein.model.FailureKind;
import io.movein.model.Progress;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.report.RunFinished;
import io.movein.review.Given;
import java.util.Collections;

/** The largest of everything, in characters that take the most bytes. */
public final class WorstCase {
    public static final String LONG = "\uD83D\uDE00".repeat(3_000);

    private WorstCase() {}

    public static RunFinished finished(String migration, int run) {
        return RunFinished.newBuilder()
                .setMigration(migration)
                .setRun(run)
                .setResult(RunResult.newBuilder()
                        .setOutcome(RunOutcome.FAILED)
                        .setFailure(FailureKind.EXIT_CODE)
                        .setDetail(LONG)
                        .setTerminationMessage(LONG)
                        .setLastLines(Collections.nCopies(100, LONG))
                        .setFinishedAt(Given.NOON)
                        .setProgress(progress())
                        .setConclusion(Conclusion.newBuilder()
                                .setSummary(LONG)
                                .setChecks(Collections.nCopies(
                                        100,
                                        CheckResult.newBuilder()
                                                .setCheck(LONG)
                                                .setOf(LONG)
                                                .setSource(LONG)
                                                .setTarget(LONG)
                                                .setMatch(false)
                                                .build()))
                                .setEvidence(Evidence.newBuilder()
                                        .setLocation(LONG)
                                        .setSha256(LONG)
                                        .build())
                                .build())
                        .build())
                .build();
    }

    public static Progress progress() {
        return Progress.newBuilder()
                .setPhase(LONG)
                .setDone(Long.MAX_VALUE)
                .setTotal(Long.MAX_VALUE)
                .setUnit(LONG)
                .build();
    }
}
