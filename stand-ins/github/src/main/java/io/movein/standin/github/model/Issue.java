package io.movein.standin.github.model;

import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An issue at one moment. {@code author} and {@code closedBy} are logins, {@code labels} are names in the order they were set. */
public record Issue(
        long id,
        int number,
        String author,
        String title,
        @Nullable String body,
        boolean open,
        @Nullable String stateReason,
        List<String> labels,
        int comments,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant closedAt,
        @Nullable String closedBy) {

    public boolean hasLabel(String name) {
        return labels.stream().anyMatch(name::equalsIgnoreCase);
    }

    Issue renamed(UnaryOperator<String> login) {
        return new Issue(
                id,
                number,
                login.apply(author),
                title,
                body,
                open,
                stateReason,
                labels,
                comments,
                createdAt,
                updatedAt,
                closedAt,
                closedBy == null ? null : login.apply(closedBy));
    }

    Issue titled(String newTitle, Instant at) {
        return new Issue(
                id,
                number,
                author,
                newTitle,
                body,
                open,
                stateReason,
                labels,
                comments,
                createdAt,
                at,
                closedAt,
                closedBy);
    }

    Issue edited(@Nullable String newBody, Instant at) {
        return new Issue(
                id,
                number,
                author,
                title,
                newBody,
                open,
                stateReason,
                labels,
                comments,
                createdAt,
                at,
                closedAt,
                closedBy);
    }

    Issue labelled(List<String> newLabels, Instant at) {
        return new Issue(
                id,
                number,
                author,
                title,
                body,
                open,
                stateReason,
                List.copyOf(newLabels),
                comments,
                createdAt,
                at,
                closedAt,
                closedBy);
    }

    Issue commented(int newComments, Instant at) {
        return new Issue(
                id,
                number,
                author,
                title,
                body,
                open,
                stateReason,
                labels,
                newComments,
                createdAt,
                at,
                closedAt,
                closedBy);
    }

    Issue closed(String by, String reason, Instant at) {
        return new Issue(id, number, author, title, body, false, reason, labels, comments, createdAt, at, at, by);
    }

    Issue reopened(Instant at) {
        return new Issue(
                id, number, author, title, body, true, "reopened", labels, comments, createdAt, at, null, null);
    }
}
