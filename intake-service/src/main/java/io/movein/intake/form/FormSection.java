package io.movein.intake.form;

/** A field of an issue form, which stands below a heading of its own in the text. */
interface FormSection {

    /** GitHub writes `### Label`. */
    String label();

    /** Whether an issue without its section is whole. */
    boolean mayBeMissing();

    /** Whether blanks at its ends belong to it. */
    default boolean isVerbatim() {
        return false;
    }
}
