package io.movein.reporter.page;

import io.movein.reporter.text.Figures;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far the table has been read, and when Kafka was last heard of.
 *
 * @param left  records that were there when the reading began and are not read yet; empty: Kafka has not said how many
 * @param heard when Kafka last answered; before its first answer, when it was first asked
 */
record Reading(OptionalLong left, Instant heard) {
    /** Kafka is asked every five seconds, and given two to answer. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    static Reading began(Instant now) {
        return new Reading(OptionalLong.empty(), now);
    }

    static Reading of(long left, Instant heard) {
        return new Reading(OptionalLong.of(left), heard);
    }

    boolean isWhole() {
        return left.isPresent() && left.getAsLong() == 0;
    }

    /** What whoever looks at the table has to know; empty: all is there, and as it is now. */
    Optional<String> caveat(Instant now) {
        var silence = Duration.between(heard, now);
        if (silence.compareTo(SILENCE) > 0) {
            return Optional.of("Kafka has not answered for " + Figures.duration(silence) + ", since "
                    + Figures.time(heard) + ". "
                    + (isWhole() ? "What is shown is how things stood then." : "Not everything has been read yet."));
        }
        if (isWhole()) {
            return Optional.empty();
        }
        return Optional.of("Not everything has been read yet"
                + (left.isPresent() ? ": " + Figures.number(left.getAsLong()) + " records are left" : "") + ".");
    }
}
