package io.movein.github;

/** The newest status of a commit in its context. */
public record StatusSnapshot(String context, StatusState state, String description) {}
