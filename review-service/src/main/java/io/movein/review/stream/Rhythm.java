package io.movein.review.stream;

import java.time.Duration;

/**
 * How often things are looked at that no record announces.
 *
 * @param answers   while facts are on their way: with each turn of the stream's thread, which is woken when they come
 * @param slowly    while they are long in coming, as each look costs a transaction
 * @param housework whether time has made something due
 * @param pool      the nodes, while runs wait for them
 * @param commits   the shortest time from one commit of what was decided to the next
 */
record Rhythm(Duration answers, Duration slowly, Duration housework, Duration pool, Duration commits) {
    static final Rhythm USUAL = new Rhythm(
            Duration.ofMillis(2),
            Duration.ofMillis(500),
            Duration.ofSeconds(15),
            Duration.ofMinutes(1),
            Duration.ofMillis(20));
    static final Duration LONG = Duration.ofSeconds(5);

    Rhythm committing(Duration commits) {
        return new Rhythm(answers, slowly, housework, pool, commits);
    }
}
