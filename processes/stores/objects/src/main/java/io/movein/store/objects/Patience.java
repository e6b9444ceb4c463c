package io.movein.store.objects;

import java.time.Duration;

/**
 * How long what may pass is waited for.
 *
 * @param tries     of a call that got no answer or a server's own error
 * @param first     wait between two tries; it doubles
 * @param longest   wait between two tries
 * @param throttled how long a server may go on saying "slow down" to one call
 * @param silence   after which a call without an answer has failed
 */
public record Patience(int tries, Duration first, Duration longest, Duration throttled, Duration silence) {

    public static final Patience USUAL = new Patience(
            5, Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofSeconds(30));
}
