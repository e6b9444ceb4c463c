package io.movein.intake.form;

import java.util.Set;

/** A field of an issue form, which stands below a heading of its own in the text. */
interface FormSection {

    /** GitHub writes `### Label`. */
    String label();

    /** What GitHub wrote in its place before the form was changed. */
    default Set<String> formerLabels() {
        return Set.of();
    }

    /** Whether an issue without its section is whole. */
    boolean mayBeMissing();

    /** Whether blanks at its ends belong to it. */
    default boolean isVerbatim() {
        return false;
    }
}
