package io.movein.runner.orders;

import java.time.Duration;

/**
 * @param maxAge   an order older than this of which nothing is known is not launched: it was forgotten, not delayed
 * @param patience how long a launch may be held up by failing writes before it is given up and other orders get their turn
 */
public record OrderSettings(Duration maxAge, Duration patience) {
    public static OrderSettings defaults() {
        return new OrderSettings(Duration.ofHours(24), Duration.ofMinutes(15));
    }
}
