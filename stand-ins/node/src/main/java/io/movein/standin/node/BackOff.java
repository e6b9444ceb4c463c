package io.movein.standin.node;

import java.time.Duration;
import java.time.Instant;

/** Waits that double, from {@code first} to five minutes. */
final class BackOff {

    private static final Duration MOST = Duration.ofMinutes(5);

    private final Duration first;
    private Duration next;
    private Instant until = Instant.MIN;

    BackOff(Duration first) {
        this.first = first;
        this.next = first;
    }

    /** How long the wait that begins now is. */
    Duration begin(Instant now) {
        var wait = next;
        until = now.plus(wait);
        next = wait.multipliedBy(2).compareTo(MOST) > 0 ? MOST : wait.multipliedBy(2);
        return wait;
    }

    boolean isOver(Instant now) {
        return !now.isBefore(until);
    }

    Instant until() {
        return until;
    }

    void reset() {
        next = first;
        until = Instant.MIN;
    }
}
