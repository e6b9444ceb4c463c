package io.movein.standin.github.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.github.api.Rendering;
import io.movein.standin.github.model.Changed;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.IssueChange;
import java.util.List;
import java.util.Optional;

/** What GitHub would post about a change: the event's name, its action and its JSON. */
public record Payload(String event, String action, int issue, ObjectNode json) {

    private static final String ISSUES = "issues";
    private static final String COMMENT = "issue_comment";

    /** None for what the repository's webhook does not subscribe to; a push tells its pull requests as well. */
    public static List<Payload> of(Changed changed, GitHubModel model, Rendering rendering) {
        return changed.change() instanceof IssueChange.GitChange c
                ? GitPayloads.of(c, model, rendering)
                : ofIssue(changed, model, rendering)
                        .map(payload -> GitPayloads.adapted(payload, model, rendering))
                        .stream()
                        .toList();
    }

    private static Optional<Payload> ofIssue(Changed changed, GitHubModel model, Rendering rendering) {
        return Optional.ofNullable(
                switch (changed.change()) {
                    case IssueChange.GitChange c -> null;
                    case IssueChange.IssueOpened c -> payload(ISSUES, "opened", changed, rendering);
                    case IssueChange.TitleEdited c ->
                        edited(payload(ISSUES, "edited", changed, rendering), "title", c.from());
                    case IssueChange.BodyEdited c ->
                        edited(payload(ISSUES, "edited", changed, rendering), "body", c.from() == null ? "" : c.from());
                    case IssueChange.Labeled c ->
                        labelled(payload(ISSUES, "labeled", changed, rendering), c.label(), model, rendering);
                    case IssueChange.Unlabeled c ->
                        labelled(payload(ISSUES, "unlabeled", changed, rendering), c.label(), model, rendering);
                    case IssueChange.Closed c -> payload(ISSUES, "closed", changed, rendering);
                    case IssueChange.Reopened c -> payload(ISSUES, "reopened", changed, rendering);
                    case IssueChange.IssueDeleted c -> payload(ISSUES, "deleted", changed, rendering);
                    case IssueChange.CommentCreated c -> payload(COMMENT, "created", changed, rendering);
                    case IssueChange.CommentEdited c ->
                        edited(payload(COMMENT, "edited", changed, rendering), "body", c.from());
                    case IssueChange.CommentDeleted c -> payload(COMMENT, "deleted", changed, rendering);
                    case IssueChange.LabelDefined c -> null;
                    case IssueChange.LabelRenamed c -> null;
                    case IssueChange.LabelRemoved c -> null;
                    case IssueChange.AccountRemoved c -> null;
                    case IssueChange.AccountRenamed c -> null;
                    case IssueChange.MembershipChanged c -> null;
                });
    }

    private static Payload payload(String event, String action, Changed changed, Rendering rendering) {
        var json = JsonNodeFactory.instance.objectNode().put("action", action);
        if (changed.issue() != null) {
            json.set("issue", rendering.issue(changed.issue()));
        }
        if (changed.comment() != null) {
            json.set("comment", rendering.comment(changed.comment()));
        }
        json.set("repository", rendering.repository());
        json.set("organization", rendering.organization());
        json.set("sender", rendering.sender(changed.change().actor()));
        return new Payload(event, action, changed.change().issue(), json);
    }

    private static Payload edited(Payload payload, String field, String from) {
        payload.json().putObject("changes").putObject(field).put("from", from);
        return payload;
    }

    private static Payload labelled(Payload payload, String label, GitHubModel model, Rendering rendering) {
        payload.json().set("label", rendering.label(model.label(label)));
        return payload;
    }
}
