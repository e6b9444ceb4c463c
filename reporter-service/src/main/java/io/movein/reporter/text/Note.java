package io.movein.reporter.text;

/** What is said of a comment that had to be written again. */
public enum Note {
    NONE,
    /** Somebody else had edited it. */
    RESTORED,
    /** It was not there when it should have been. */
    LATE
}
