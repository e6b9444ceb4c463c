package io.movein.github;

import java.time.Instant;
import java.util.Comparator;
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

    public static final Comparator<Comment> BY_AGE =
            Comparator.comparing(Comment::createdAt).thenComparingLong(Comment::id);

    public boolean isBy(long userId) {
        return authorId != null && authorId == userId;
    }
}
