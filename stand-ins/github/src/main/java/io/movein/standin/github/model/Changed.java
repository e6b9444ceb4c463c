package io.movein.standin.github.model;

import org.jspecify.annotations.Nullable;

/** A change with the issue as it left it, and for a comment's change the comment (a deleted one as it last was). */
public record Changed(
        IssueChange change, @Nullable Issue issue, @Nullable StoredComment comment) {}
