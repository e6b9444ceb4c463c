package io.movein.standin.github.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a PATCH of an issue asks for; null leaves a part as it is. */
public record IssueEdit(
        @Nullable String title,
        @Nullable String body,
        @Nullable Boolean open,
        @Nullable String stateReason,
        @Nullable List<String> labels) {

    public static IssueEdit title(String title) {
        return new IssueEdit(title, null, null, null, null);
    }

    public static IssueEdit body(String body) {
        return new IssueEdit(null, body, null, null, null);
    }

    public static IssueEdit close(String reason) {
        return new IssueEdit(null, null, false, reason, null);
    }

    public static IssueEdit reopen() {
        return new IssueEdit(null, null, true, null, null);
    }
}
