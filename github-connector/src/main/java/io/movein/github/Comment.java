package io.movein.github;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A comment on an issue; author id and login are null where the account is gone. Times have whole seconds. */
public record Comment(
        long id,
        @Nullable Long authorId,
        @Nullable String authorLogin,
        String body,
        Instant createdAt,
        Instant updatedAt,
        String url) {

    public boolean isBy(long userId) {
        return authorId != null && authorId == userId;
    }

    /**
     * Whether its times say that it was edited. GitHub may give a comment that nobody edited the next second as time of its
     * update, and an edit within the second of its creation leaves no trace here: {@link Issues#editedComments} knows.
     */
    public boolean isEdited() {
        return updatedAt.isAfter(createdAt.plusSeconds(1));
    }
}
