package io.movein.runner.run;

import io.movein.model.Progress;
import io.movein.model.RunResult;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one look at a run says; what is null was not seen.
 *
 * @param waiting  it has not started, and this is why
 * @param started  its process runs or ran
 * @param progress the last that the process told
 * @param trouble  why its end cannot be told although its Job says so, for people
 * @param silent   the node that does not answer, with its process
 * @param result   it has ended for good
 * @param verdict  the runner ends it
 * @param record   what is to be remembered
 */
public record Observation(
        @Nullable PendingReason waiting,
        @Nullable Started started,
        @Nullable Progress progress,
        @Nullable String trouble,
        @Nullable String silent,
        @Nullable RunResult result,
        @Nullable Verdict verdict,
        RunRecord record) {

    /** Soon there will be more to see. */
    public boolean ends() {
        return verdict != null || record.toldToStop() != null;
    }

    public record Started(Instant at, String node) {}
}
