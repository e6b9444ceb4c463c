package io.movein.standin.github.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What somebody says of a commit. {@code state} is pending, success, failure or error. */
public record CommitStatus(
        long id,
        String sha,
        String creator,
        String state,
        String context,
        String description,
        @Nullable String targetUrl,
        Instant at) {}
