package io.movein.reporter.issue;

import io.movein.contract.issue.Marker;
import java.util.Locale;

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

    /**
     * For metrics: {@code new-comment}, {@code edit-comment}, {@code delete-comment}, {@code add-label}, {@code remove-label}, {@code close},
     * {@code reopen}.
     */
    default String kind() {
        return getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
