package io.movein.intake.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.movein.contract.issue.IssueLabels;
import io.movein.contract.issue.IssueLabels.Button;
import io.movein.contract.plan.PlanPaths;
import io.movein.intake.publish.StagePull;
import java.util.Optional;
import java.util.Set;

/** What a delivery says, as far as it matters here: whether an issue of this repository may now ask for something else. */
record Hint(String event, JsonNode payload) {

    private static final int LARGEST = 999_999_999;
    private static final Set<String> OF_ISSUES =
            Set.of("opened", "edited", "closed", "reopened", "labeled", "unlabeled");
    private static final Set<String> OF_COMMENTS = Set.of("created", "edited");
    private static final Set<String> OF_PULLS = Set.of("opened", "edited", "closed", "reopened", "synchronize");
    private static final Set<String> OF_REVIEWS = Set.of("submitted", "edited", "dismissed");

    /** 0: none that a migration could have; GitHub's numbers have no ten digits, and nothing else is one. */
    int issue() {
        var number = payload.at("/issue/number");
        return number.isIntegralNumber() && number.canConvertToInt() && number.asInt() <= LARGEST ? number.asInt() : 0;
    }

    /**
     * The pull request of a plan's stage that it is about, whoever did it: what Movein opens or merges is news as well.
     *
     * @return empty: it is about none
     */
    Optional<StagePull> pull(String repository) {
        var isKnown = event.equals("pull_request") && OF_PULLS.contains(action())
                || event.equals("pull_request_review") && OF_REVIEWS.contains(action());
        var number = payload.at("/pull_request/number");
        if (!isKnown
                || !payload.at("/repository/full_name").asText().equalsIgnoreCase(repository)
                || !number.canConvertToInt()
                || number.asInt() <= 0
                || number.asInt() > LARGEST) {
            return Optional.empty();
        }
        return PlanPaths.parse(payload.at("/pull_request/head/ref").asText())
                .map(stage -> new StagePull(stage.issue(), number.asInt()));
    }

    String name() {
        return event + "." + action();
    }

    /** @param me our own account, as far as it is known */
    boolean concerns(String repository, Optional<Long> me) {
        return isKnown()
                && !isBy(me)
                && payload.at("/repository/full_name").asText().equalsIgnoreCase(repository)
                && issue() > 0
                && payload.at("/issue/pull_request").isMissingNode()
                && isMigration();
    }

    private boolean isKnown() {
        return switch (event) {
            case "issues" -> OF_ISSUES.contains(action()) && (!isOfALabel() || isLabelThatMatters());
            case "issue_comment" -> OF_COMMENTS.contains(action());
            default -> false;
        };
    }

    private boolean isOfALabel() {
        return action().equals("labeled") || action().equals("unlabeled");
    }

    /** Movein's own `state:` labels come back as deliveries, several per migration. */
    private boolean isLabelThatMatters() {
        var label = payload.at("/label/name").asText();
        return IssueLabels.same(label, IssueLabels.MIGRATION)
                || IssueLabels.same(label, IssueLabels.PLAN)
                || Button.of(label).isPresent();
    }

    /** Most deliveries are about what we did ourselves. */
    private boolean isBy(Optional<Long> me) {
        var sender = payload.at("/sender/id");
        return sender.isIntegralNumber()
                && me.filter(id -> id == sender.asLong()).isPresent();
    }

    /** Also where the label was taken off: a migration that is known goes on being read. */
    private boolean isMigration() {
        var labels = payload.at("/issue/labels").findValuesAsText("name");
        return IssueLabels.areOfAMigration(labels) || IssueLabels.has(labels, IssueLabels.PLAN);
    }

    private String action() {
        return payload.path("action").asText();
    }
}
