package io.movein.github;

/** What a commit status says. */
public enum StatusState {
    PENDING,
    SUCCESS,
    FAILURE,
    ERROR
}
