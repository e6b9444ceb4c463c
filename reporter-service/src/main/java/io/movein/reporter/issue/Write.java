package io.movein.reporter.issue;

import java.util.Locale;

/** One write to GitHub, in the order in which they are to be done. */
public sealed interface Write {

    record NewComment(Marker marker, String body) implements Write {}

    record EditComment(long id, Marker marker, String body) implements Write {}

    record AddLabel(String label) implements Write {}

    record RemoveLabel(String label) implements Write {}

    /** @param completed false: closed as not planned */
    record Close(boolean completed) implements Write {}

    /** For metrics: {@code new-comment}, {@code edit-comment}, {@code add-label}, {@code remove-label}, {@code close}. */
    default String kind() {
        return getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
