package io.movein.standin.github.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.github.model.FileDiff;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.PullRequest;
import io.movein.standin.github.model.Review;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** GitHub's JSON for pull requests, their files and reviews. */
public final class PullRendering {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final List<String> OF_ISSUES_ONLY = List.of(
            "pull_request",
            "state_reason",
            "repository_url",
            "reactions",
            "labels_url",
            "events_url",
            "closed_by",
            "comments");

    private final GitHubModel model;
    private final Rendering rendering;

    PullRendering(GitHubModel model, Rendering rendering) {
        this.model = model;
        this.rendering = rendering;
    }

    /** As lists and webhooks show it: without what has to be worked out. */
    public ObjectNode brief(PullRequest pull) {
        var issue = model.issue(pull.number());
        var json = rendering.issue(issue);
        json.remove(OF_ISSUES_ONLY);
        json.put("url", rendering.git().api("/pulls/" + pull.number()))
                .put("issue_url", rendering.git().api("/issues/" + pull.number()))
                .put("diff_url", json.path("html_url").asText() + ".diff")
                .put("draft", false);
        json.set("head", pointer(pull.headOwner(), pull.headBranch(), pull.headSha()));
        json.set("base", pointer(model.repository().owner(), pull.base(), pull.baseSha()));
        var merge = pull.merge();
        return json.put("merged_at", merge == null ? null : merge.at().toString())
                .put("merge_commit_sha", merge == null ? null : merge.sha())
                .set("requested_reviewers", JSON.arrayNode());
    }

    public ObjectNode whole(PullRequest pull) {
        var json = brief(pull);
        var merge = pull.merge();
        var mergeable = merge == null && model.pulls().mergeable(pull.number());
        var blocked = model.pulls().blocked(pull.number()).isPresent();
        if (merge == null) {
            json.put("mergeable", mergeable);
        } else {
            json.putNull("mergeable");
        }
        json.put("mergeable_state", merge != null ? "unknown" : !mergeable ? "dirty" : blocked ? "blocked" : "clean")
                .put("merged", merge != null)
                .put("comments", model.issue(pull.number()).comments())
                .put("commits", model.pulls().commits(pull.number()).size())
                .put("changed_files", model.pulls().files(pull.number()).size())
                .put("additions", 0)
                .put("deletions", 0)
                .put("review_comments", 0)
                .put("maintainer_can_modify", false);
        return json.set("merged_by", merge == null ? null : rendering.login(merge.by()));
    }

    ObjectNode file(PullRequest pull, FileDiff file) {
        var json = JSON.objectNode()
                .put("sha", file.sha())
                .put("filename", file.path())
                .put("status", file.status())
                .put("additions", 0)
                .put("deletions", 0)
                .put("changes", 0)
                .put("contents_url", rendering.git().api("/contents/" + file.path() + "?ref=" + pull.headSha()));
        return file.was() == null ? json : json.put("previous_filename", file.was());
    }

    public ObjectNode review(Review review) {
        var json = JSON.objectNode().put("id", review.id()).put("node_id", "PRR_" + review.id());
        json.set("user", rendering.login(review.author()));
        var pull = rendering.page("/pull/" + review.pull());
        return json.put("body", review.body())
                .put("state", review.state())
                .put("html_url", pull + "#pullrequestreview-" + review.id())
                .put("pull_request_url", rendering.git().api("/pulls/" + review.pull()))
                .put("commit_id", review.commit())
                .put("submitted_at", review.submittedAt().toString());
    }

    private ObjectNode pointer(String owner, String branch, String sha) {
        var json = JSON.objectNode()
                .put("label", owner + ":" + branch)
                .put("ref", branch)
                .put("sha", sha);
        var ours = owner.equals(model.repository().owner());
        json.set("user", ours ? rendering.organization() : rendering.login(owner));
        return json.set("repo", ours ? rendering.repository() : fork(owner));
    }

    private @Nullable ObjectNode fork(String owner) {
        var name = owner + "/" + model.repository().name();
        return rendering
                .repository()
                .put("id", 400_002L + Math.floorMod(owner.hashCode(), 10_000))
                .put("full_name", name)
                .put("fork", true)
                .set("owner", rendering.login(owner));
    }
}
