package io.movein.standin.github.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.IssueEdit;
import io.movein.standin.github.model.IssueQuery;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

final class IssueEndpoints {

    private static final Set<String> CLOSING_REASONS = Set.of("completed", "not_planned", "duplicate");

    private final GitHubModel model;
    private final Rendering rendering;
    private final Supplier<URI> base;

    IssueEndpoints(GitHubModel model, Rendering rendering, Supplier<URI> base) {
        this.model = model;
        this.rendering = rendering;
        this.base = base;
    }

    void addTo(RoutesConfig routes, Gate gate) {
        var issues = "/repos/{owner}/{repo}/issues";
        routes.get(issues, gate.repository(this::list));
        routes.post(issues, gate.repository(this::create));
        routes.get(
                issues + "/{number}", gate.repository(call -> Answer.ok(rendering.issue(model.issue(call.issue())))));
        routes.patch(issues + "/{number}", gate.repository(this::edit));
        routes.get(issues + "/{number}/events", gate.repository(this::events));
    }

    private Answer list(Call call) {
        var labels = Arrays.stream(call.query("labels", "").split(","))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .toList();
        var query = new IssueQuery(
                call.query("state", "open"),
                labels,
                call.since(),
                call.http().queryParam("creator"),
                call.query("sort", "created"),
                call.query("direction", "desc").equals("asc"));
        return Paging.page(call, base.get().toString(), model.issuesAndPulls(query), rendering::issue);
    }

    private Answer create(Call call) {
        var body = call.body();
        var labels = Call.labels(body);
        var issue = model.open(
                call.actor(),
                Call.required(body, "title"),
                Call.text(body, "body"),
                labels == null ? List.of() : labels);
        return Answer.created(rendering.issue(issue));
    }

    private Answer edit(Call call) {
        var body = call.body();
        var edit = new IssueEdit(
                Call.text(body, "title"),
                Call.text(body, "body"),
                open(body),
                reason(body),
                body.has("labels") ? Call.labels(body) : null);
        return Answer.ok(rendering.issue(model.edit(call.actor(), call.issue(), edit)));
    }

    private Answer events(Call call) {
        return Paging.page(call, base.get().toString(), model.events(call.issue()), rendering::event);
    }

    private static @Nullable Boolean open(JsonNode body) {
        return switch (Call.text(body, "state")) {
            case null -> null;
            case "open" -> true;
            case "closed" -> false;
            case String other ->
                throw new Call.BadRequest(422, "Validation Failed: state '" + other + "' is not open or closed");
        };
    }

    private static @Nullable String reason(JsonNode body) {
        var reason = Call.text(body, "state_reason");
        return reason != null && CLOSING_REASONS.contains(reason) ? reason : null;
    }
}
