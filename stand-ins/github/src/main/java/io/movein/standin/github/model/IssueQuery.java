package io.movein.standin.github.model;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which issues, in what order, as the issue list's query parameters say it. {@code state} is open, closed or all. */
public record IssueQuery(
        String state,
        List<String> labels,
        @Nullable Instant since,
        @Nullable String author,
        String sort,
        boolean ascending) {

    public static IssueQuery all() {
        return new IssueQuery("all", List.of(), null, null, "created", false);
    }

    boolean matches(Issue issue) {
        return (state.equals("all") || state.equals(issue.open() ? "open" : "closed"))
                && labels.stream().allMatch(issue::hasLabel)
                && (since == null || !issue.updatedAt().isBefore(since))
                && (author == null || author.equalsIgnoreCase(issue.author()));
    }

    Comparator<Issue> order() {
        Comparator<Issue> order = switch (sort) {
            case "updated" -> Comparator.comparing(Issue::updatedAt);
            case "comments" -> Comparator.comparingInt(Issue::comments);
            default -> Comparator.comparing(Issue::createdAt);
        };
        order = order.thenComparingInt(Issue::number);
        return ascending ? order : order.reversed();
    }
}
