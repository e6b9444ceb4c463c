package io.movein.reporter.text;

import java.util.Optional;

/**
 * What the issue adds to the text of a comment about an event.
 *
 * @param previousReview the newest review comment before this one, whole
 */
public record Around(Note note, Optional<String> previousReview) {
    public static final Around NOTHING = new Around(Note.NONE, Optional.empty());
}
