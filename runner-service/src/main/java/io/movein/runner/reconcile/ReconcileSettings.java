package io.movein.runner.reconcile;

import java.time.Duration;

/**
 * @param progressInterval between two looks at a running process, and at least between two reports about it
 * @param removalInterval  between two looks at what is being removed
 * @param settle           from the end of a process that says it succeeded until that is believed: what else happened to it, such as
 *                         an eviction, shows a moment later
 */
public record ReconcileSettings(Duration progressInterval, Duration removalInterval, Duration settle) {
    public static ReconcileSettings defaults() {
        return new ReconcileSettings(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(2));
    }
}
