package io.movein.github;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody set a label ({@code added}) or took it off. The actor is null where the account is gone.
 *
 * @param renamedSince the repository's label was renamed or edited after that: what was set may have been called otherwise
 */
public record LabelEvent(
        String id,
        String label,
        boolean added,
        @Nullable Long actorId,
        @Nullable String actorLogin,
        Instant createdAt,
        boolean renamedSince) {
    public LabelEvent(
            String id,
            String label,
            boolean added,
            @Nullable Long actorId,
            @Nullable String actorLogin,
            Instant createdAt) {
        this(id, label, added, actorId, actorLogin, createdAt, false);
    }
}
