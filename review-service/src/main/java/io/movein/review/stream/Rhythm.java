package io.movein.review.stream;

import java.time.Duration;

/**
 * How often things are looked at that no record announces.
 *
 * @param answers   while facts are on their way
 * @param slowly    while they are long in coming, as each look costs a transaction
 * @param housework what stands outside of any issue: requests that failed and may have been cured, a pool that may have grown
 */
record Rhythm(Duration answers, Duration slowly, Duration housework) {
    static final Rhythm USUAL = new Rhythm(Duration.ofMillis(10), Duration.ofMillis(500), Duration.ofMinutes(1));
    static final Duration LONG = Duration.ofSeconds(5);
}
