package io.movein.github;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Somebody set a label ({@code added}) or took it off. The actor is null where the account is gone. */
public record LabelEvent(
        String id,
        String label,
        boolean added,
        @Nullable Long actorId,
        @Nullable String actorLogin,
        Instant createdAt) {}
