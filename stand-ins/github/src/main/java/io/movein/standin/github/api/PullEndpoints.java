package io.movein.standin.github.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.IssueEdit;
import io.movein.standin.github.model.PullRequest;
import java.net.URI;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/** Pull requests, their reviews, and merging them. */
final class PullEndpoints {

    private static final Set<String> METHODS = Set.of("merge", "squash");

    private final GitHubModel model;
    private final Rendering rendering;
    private final Supplier<URI> base;

    PullEndpoints(GitHubModel model, Rendering rendering, Supplier<URI> base) {
        this.model = model;
        this.rendering = rendering;
        this.base = base;
    }

    void addTo(RoutesConfig routes, Gate gate) {
        var pulls = "/repos/{owner}/{repo}/pulls";
        var one = pulls + "/{number}";
        routes.get(pulls, gate.repository(this::list));
        routes.post(pulls, gate.repository(this::open));
        routes.get(one, gate.repository(call -> Answer.ok(whole(call))));
        routes.patch(one, gate.repository(this::edit));
        routes.get(one + "/files", gate.repository(this::files));
        routes.get(
                one + "/commits",
                gate.repository(call ->
                        Paging.page(call, root(), model.pulls().commits(call.issue()), rendering.git()::commit)));
        routes.get(
                one + "/merge",
                gate.repository(call -> model.pulls().get(call.issue()).merge() == null
                        ? Answer.error(404, "Not Found")
                        : Answer.nothing()));
        routes.put(one + "/merge", gate.repository(this::merge));
        routes.get(
                one + "/reviews",
                gate.repository(call ->
                        Paging.page(call, root(), model.pulls().reviews(call.issue()), rendering.pulls()::review)));
        routes.post(one + "/reviews", gate.repository(this::review));
        routes.put(one + "/reviews/{review}/dismissals", gate.repository(this::dismiss));
    }

    private Answer list(Call call) {
        var state = call.query("state", "open");
        var head = call.query("head", "");
        var ofBase = call.query("base", "");
        Comparator<PullRequest> order = call.query("sort", "created").equals("updated")
                ? Comparator.comparing(pull -> model.issue(pull.number()).updatedAt())
                : Comparator.comparing(pull -> model.issue(pull.number()).createdAt());
        order = order.thenComparingInt(PullRequest::number);
        var found = model.pulls().all().stream()
                .filter(pull ->
                        state.equals("all") || model.issue(pull.number()).open() == state.equals("open"))
                .filter(pull -> head.isEmpty() || pull.head().equals(head))
                .filter(pull -> ofBase.isEmpty() || pull.base().equals(ofBase))
                .sorted(call.query("direction", "desc").equals("asc") ? order : order.reversed())
                .toList();
        return Paging.page(call, root(), found, rendering.pulls()::brief);
    }

    private Answer open(Call call) {
        var body = call.body();
        var pull = model.pulls()
                .open(
                        call.actor(),
                        Call.required(body, "title"),
                        Call.text(body, "body"),
                        Call.required(body, "head"),
                        Call.required(body, "base"));
        return Answer.created(rendering.pulls().whole(pull));
    }

    private Answer edit(Call call) {
        var body = call.body();
        model.pulls().get(call.issue());
        var state = Call.text(body, "state");
        var open = state == null ? null : Boolean.valueOf(state.equals("open"));
        model.edit(
                call.actor(),
                call.issue(),
                new IssueEdit(Call.text(body, "title"), Call.text(body, "body"), open, null, null));
        return Answer.ok(whole(call));
    }

    private Answer files(Call call) {
        var pull = model.pulls().get(call.issue());
        return Paging.page(
                call,
                root(),
                model.pulls().files(call.issue()),
                file -> rendering.pulls().file(pull, file));
    }

    private Answer merge(Call call) {
        var body = call.body();
        var method = Objects.requireNonNullElse(Call.text(body, "merge_method"), "merge");
        if (!METHODS.contains(method)) {
            throw new Call.BadRequest(405, "Rebase merges are not allowed on this repository.");
        }
        var commit = model.pulls()
                .merge(call.actor(), call.issue(), Call.text(body, "sha"), Call.text(body, "commit_message"), method);
        return Answer.ok(JsonNodeFactory.instance
                .objectNode()
                .put("sha", commit.sha())
                .put("merged", true)
                .put("message", "Pull Request successfully merged"));
    }

    private Answer review(Call call) {
        var body = call.body();
        return Answer.ok(rendering
                .pulls()
                .review(model.pulls()
                        .review(
                                call.actor(),
                                call.issue(),
                                Call.required(body, "event"),
                                Objects.requireNonNullElse(Call.text(body, "body"), ""),
                                Call.text(body, "commit_id"))));
    }

    private Answer dismiss(Call call) {
        return Answer.ok(rendering
                .pulls()
                .review(model.pulls()
                        .dismiss(
                                call.actor(),
                                call.issue(),
                                Long.parseLong(call.path("review")),
                                Call.required(call.body(), "message"))));
    }

    private ObjectNode whole(Call call) {
        return rendering.pulls().whole(model.pulls().get(call.issue()));
    }

    private String root() {
        return base.get().toString();
    }
}
