package io.movein.standin.github.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.github.api.Rendering;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.IssueChange;
import io.movein.standin.github.model.Push;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What GitHub would post about branches and pull requests. */
final class GitPayloads {

    private static final String PULL = "pull_request";

    private GitPayloads() {}

    static List<Payload> of(IssueChange.GitChange change, GitHubModel model, Rendering rendering) {
        return switch (change) {
            case IssueChange.BranchMoved c -> pushed(c.push(), model, rendering);
            case IssueChange.StatusCreated c ->
                List.of(new Payload(
                        "status", c.status().state(), 0, rendering.git().statusEvent(c.status())));
            case IssueChange.ReviewSubmitted c ->
                List.of(review("submitted", c.issue(), c.review().id(), c.actor(), model, rendering));
            case IssueChange.ReviewDismissed c ->
                List.of(review("dismissed", c.issue(), c.id(), c.actor(), model, rendering));
            case IssueChange.BlobStored c -> List.of();
            case IssueChange.TreeStored c -> List.of();
            case IssueChange.CommitStored c -> List.of();
            case IssueChange.BranchProtected c -> List.of();
            case IssueChange.PullOpened c -> List.of();
            case IssueChange.PullMerged c -> List.of();
        };
    }

    /** What happens to a pull request as an issue is told as what happens to a pull request. */
    static Payload adapted(Payload payload, GitHubModel model, Rendering rendering) {
        if (!payload.event().equals("issues") || !model.pulls().isOne(payload.issue())) {
            return payload;
        }
        payload.json().remove("issue");
        payload.json().put("number", payload.issue());
        payload.json().set(PULL, rendering.pulls().whole(model.pulls().get(payload.issue())));
        return new Payload(PULL, payload.action(), payload.issue(), payload.json());
    }

    private static List<Payload> pushed(Push push, GitHubModel model, Rendering rendering) {
        var itself = push.branch().startsWith(model.git().own(""))
                ? Stream.of(new Payload("push", "push", 0, rendering.git().push(push)))
                : Stream.<Payload>of();
        var moved = push.from() == null || push.to() == null
                ? Stream.<Payload>of()
                : model.pulls().openFrom(push.branch()).stream().map(pull -> {
                    var json = about("synchronize", pull.number(), push.actor(), model, rendering);
                    json.put("before", push.from()).put("after", push.to());
                    return new Payload(PULL, "synchronize", pull.number(), json);
                });
        return Stream.concat(itself, moved).toList();
    }

    private static Payload review(
            String action, int number, long id, String actor, GitHubModel model, Rendering rendering) {
        var json = about(action, number, actor, model, rendering);
        var review = model.pulls().reviews(number).stream()
                .filter(one -> one.id() == id)
                .findFirst()
                .orElseThrow();
        var told = rendering.pulls().review(review);
        json.set("review", told.put("state", review.state().toLowerCase(Locale.ROOT)));
        return new Payload("pull_request_review", action, number, json);
    }

    private static ObjectNode about(String action, int number, String actor, GitHubModel model, Rendering rendering) {
        var json = JsonNodeFactory.instance.objectNode().put("action", action).put("number", number);
        json.set(PULL, rendering.pulls().brief(model.pulls().get(number)));
        json.set("repository", rendering.repository());
        json.set("organization", rendering.organization());
        return json.set("sender", rendering.sender(actor));
    }
}
