package io.movein.intake.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.movein.contract.issue.IssueLabels;
import io.movein.contract.issue.IssueLabels.Button;
import io.movein.contract.issue.Marker;
import java.util.Set;

/** What a delivery says, as far as it matters here: whether an issue of this repository may now ask for something else. */
record Hint(String event, JsonNode payload) {

    private static final Set<String> OF_ISSUES = Set.of("opened", "edited", "reopened", "labeled");
    private static final Set<String> OF_COMMENTS = Set.of("created", "edited");

    int issue() {
        return payload.at("/issue/number").asInt();
    }

    String name() {
        return event + "." + action();
    }

    boolean concerns(String repository) {
        return isKnown()
                && payload.at("/repository/full_name").asText().equalsIgnoreCase(repository)
                && issue() > 0
                && payload.at("/issue/pull_request").isMissingNode()
                && isMigration();
    }

    private boolean isKnown() {
        return switch (event) {
            case "issues" -> OF_ISSUES.contains(action()) && (!action().equals("labeled") || isLabelThatMatters());
            case "issue_comment" -> OF_COMMENTS.contains(action()) && !isOfOurOwn();
            default -> false;
        };
    }

    /** Movein's own `state:` labels come back as deliveries, several per migration. */
    private boolean isLabelThatMatters() {
        var label = payload.at("/label/name").asText();
        return IssueLabels.same(label, IssueLabels.MIGRATION)
                || Button.of(label).isPresent();
    }

    /** Most deliveries are about the status comment. Whoever begins a comment like it only waits for the next look at the issue. */
    private boolean isOfOurOwn() {
        return payload.at("/comment/body").asText().startsWith(Marker.START);
    }

    private boolean isMigration() {
        for (var label : payload.at("/issue/labels")) {
            if (IssueLabels.same(label.path("name").asText(), IssueLabels.MIGRATION)) return true;
        }
        return false;
    }

    private String action() {
        return payload.path("action").asText();
    }
}
