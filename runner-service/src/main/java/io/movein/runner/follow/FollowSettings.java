package io.movein.runner.follow;

import java.time.Duration;

/**
 * @param progressInterval between two looks at a running process, and at least between two reports about it
 * @param removalInterval  between two looks at what is being removed
 */
public record FollowSettings(Duration progressInterval, Duration removalInterval) {
    public static FollowSettings defaults() {
        return new FollowSettings(Duration.ofSeconds(10), Duration.ofSeconds(1));
    }
}
