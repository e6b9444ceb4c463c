package io.movein.runner.run;

import java.time.Instant;

/**
 * What keeps a run from starting, and since when it has been seen to.
 *
 * @param reason in the cluster's words
 */
public record PendingReason(Kind kind, String reason, Instant since) {
    public enum Kind {
        /** As every run does for a moment. */
        BEGINNING,
        IMAGE,
        SECRET,
        CONFIGURATION,
        NODE,
        PODS,
        VOLUMES,
        /** Another than the runner has suspended its Job. */
        SUSPENDED
    }

    public boolean isOutOfTheOrdinary() {
        return kind != Kind.BEGINNING;
    }
}
