package io.movein.standin.github.model;

import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A line of an issue's history as {@code issues/{n}/events} tells it; edits of the body are not in it. */
public record IssueEvent(
        long id,
        int issue,
        Kind kind,
        String actor,
        Instant createdAt,
        @Nullable String label,
        @Nullable String stateReason,
        @Nullable String from,
        @Nullable String to) {

    IssueEvent about(String otherLabel) {
        return new IssueEvent(id, issue, kind, actor, createdAt, otherLabel, stateReason, from, to);
    }

    IssueEvent renamed(UnaryOperator<String> login) {
        return new IssueEvent(id, issue, kind, login.apply(actor), createdAt, label, stateReason, from, to);
    }

    public enum Kind {
        LABELED,
        UNLABELED,
        RENAMED,
        CLOSED,
        REOPENED
    }
}
