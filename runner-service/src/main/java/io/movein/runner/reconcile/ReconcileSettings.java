package io.movein.runner.reconcile;

import java.time.Duration;

/**
 * @param progressInterval between two looks at a running process, and at least between two reports about it
 * @param removalInterval  between two looks at what is being removed
 */
public record ReconcileSettings(Duration progressInterval, Duration removalInterval) {
    public static ReconcileSettings defaults() {
        return new ReconcileSettings(Duration.ofSeconds(10), Duration.ofSeconds(1));
    }
}
