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
 * @param result   it has ended for good
 * @param verdict  it has waited too long: the runner ends it
 */
public record Observation(
        @Nullable PendingReason waiting,
        @Nullable Started started,
        @Nullable Progress progress,
        @Nullable RunResult result,
        @Nullable Verdict verdict) {

    public record Started(Instant at, String node) {}

    static Observation nothing() {
        return new Observation(null, null, null, null, null);
    }
}
