package io.movein.reporter.text;

import io.movein.event.CommandRefused;
import java.util.List;
import java.util.Optional;

/**
 * What the issue adds to the text of a comment about an event.
 *
 * @param previousReview the newest review comment before this one, whole
 * @param earlier refusals to the same person right before this one, oldest first, which one comment tells together
 */
public record Around(Note note, Optional<String> previousReview, List<CommandRefused> earlier) {
    public static final Around NOTHING = new Around(Note.NONE, Optional.empty(), List.of());
}
