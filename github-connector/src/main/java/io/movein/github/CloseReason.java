package io.movein.github;

/** GitHub's reasons for closing an issue. */
public enum CloseReason {
    COMPLETED,
    NOT_PLANNED
}
