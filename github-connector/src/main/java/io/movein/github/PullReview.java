package io.movein.github;

import java.time.Instant;

/** A review of one commit. {@code state} is GitHub's word: `APPROVED`, `CHANGES_REQUESTED`, `COMMENTED`, `DISMISSED`. */
public record PullReview(long id, GitHubAccount author, String state, String commit, Instant submittedAt) {}
