package io.movein.standin.github.model;

import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A comment; {@code editor} is the login of whoever edited it last, null: nobody did. */
public record StoredComment(
        long id,
        int issue,
        String author,
        String body,
        Instant createdAt,
        Instant updatedAt,
        @Nullable String editor) {

    StoredComment edited(String by, String newBody, Instant at) {
        return new StoredComment(id, issue, author, newBody, createdAt, at, by);
    }

    StoredComment renamed(UnaryOperator<String> login) {
        return new StoredComment(
                id,
                issue,
                login.apply(author),
                body,
                createdAt,
                updatedAt,
                editor == null ? null : login.apply(editor));
    }
}
