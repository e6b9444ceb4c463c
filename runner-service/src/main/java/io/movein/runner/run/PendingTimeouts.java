package io.movein.runner.run;

import java.time.Duration;

/**
 * How long a run may wait before the runner ends it; Kubernetes would let it wait for ever.
 *
 * @param image         an image that cannot be pulled
 * @param secret        a secret or key that is missing, or another fault of the configuration
 * @param node          no node can take it
 * @param start         anything else that happens before a start, such as volumes and image downloads
 */
public record PendingTimeouts(Duration image, Duration secret, Duration node, Duration start) {
    public static PendingTimeouts defaults() {
        return new PendingTimeouts(
                Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofMinutes(30));
    }

    Duration of(PendingReason.Kind kind) {
        return switch (kind) {
            case IMAGE -> image;
            case SECRET, CONFIGURATION, PODS -> secret;
            case NODE, SUSPENDED -> node;
            case BEGINNING, VOLUMES -> start;
        };
    }
}
