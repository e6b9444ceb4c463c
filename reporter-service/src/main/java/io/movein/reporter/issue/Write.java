package io.movein.reporter.issue;

import io.movein.contract.issue.Marker;
import java.util.Locale;
import java.util.Set;

/** One write to GitHub, in the order in which they are to be done. */
public sealed interface Write {
    /** @param text without the marker's line */
    record NewComment(Marker marker, String text) implements Write {}

    /** @param text without the marker's line */
    record EditComment(long id, Marker marker, String text) implements Write {}

    record DeleteComment(long id) implements Write {}

    record AddLabel(String label) implements Write {}

    record RemoveLabel(String label) implements Write {}

    /** @param completed false: closed as not planned */
    record Close(boolean completed) implements Write {}

    record Reopen() implements Write {}

    /** Exactly these from now on: several changes of labels in one request. */
    record SetLabels(Set<String> labels) implements Write {}

    /** {@link Close} and {@link SetLabels} in one request. */
    record CloseWithLabels(boolean completed, Set<String> labels) implements Write {}

    /**
     * For metrics: {@code new-comment}, {@code edit-comment}, {@code delete-comment}, {@code add-label}, {@code remove-label},
     * {@code close}, {@code reopen}, {@code set-labels}, {@code close-with-labels}.
     */
    default String kind() {
        return getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
