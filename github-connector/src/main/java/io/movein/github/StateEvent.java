package io.movein.github;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Somebody closed the issue, or opened it again ({@code open}). The actor is null where the account is gone. */
public record StateEvent(
        String id,
        boolean open,
        @Nullable Long actorId,
        @Nullable String actorLogin,
        Instant createdAt) {}
