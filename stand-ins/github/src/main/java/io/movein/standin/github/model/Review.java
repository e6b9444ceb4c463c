package io.movein.standin.github.model;

import java.time.Instant;

/** A review of one commit. {@code state} is APPROVED, CHANGES_REQUESTED, COMMENTED or DISMISSED. */
public record Review(long id, int pull, String author, String state, String body, String commit, Instant submittedAt) {

    Review dismissed() {
        return new Review(id, pull, author, "DISMISSED", body, commit, submittedAt);
    }
}
