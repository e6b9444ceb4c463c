package io.movein.standin.github.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.javalin.config.RoutesConfig;
import io.movein.standin.github.faults.Faults;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.User;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/** The endpoints around the repository: accounts, limits, teams and the repository itself. The others hang on it. */
public final class RestApi {

    private final GitHubModel model;
    private final Rendering rendering;
    private final Gate gate;
    private final Supplier<URI> base;

    public RestApi(GitHubModel model, Rendering rendering, Faults faults, Traffic traffic, Supplier<URI> base) {
        this.model = model;
        this.rendering = rendering;
        this.gate = new Gate(model, faults, traffic);
        this.base = base;
    }

    public void addTo(RoutesConfig routes) {
        routes.get("/user", gate.open(call -> Answer.ok(rendering.user(call.user()))));
        routes.get("/users/{login}", gate.open(this::user));
        routes.get("/user/{number}", gate.open(call -> found(model.user(call.id()))));
        routes.get("/rate_limit", gate.open(this::rateLimit));
        routes.get("/meta", gate.open(call -> Answer.ok(JsonNodeFactory.instance.objectNode())));
        routes.get("/repos/{owner}/{repo}", gate.repository(call -> Answer.ok(rendering.repositoryFor(call.user()))));
        routes.get("/repos/{owner}/{repo}/collaborators/{login}/permission", gate.repository(this::permission));
        addTeams(routes);
        routes.post("/graphql", gate.open(new EditHistory(model)::answer));
        new IssueEndpoints(model, rendering, base).addTo(routes, gate);
        new CommentEndpoints(model, rendering, base).addTo(routes, gate);
        new LabelEndpoints(model, rendering, base).addTo(routes, gate);
    }

    private void addTeams(RoutesConfig routes) {
        routes.get("/orgs/{org}", gate.open(call -> ofOrganization(call, c -> Answer.ok(rendering.organization()))));
        routes.get("/orgs/{org}/teams", gate.open(call -> ofOrganization(call, this::teams)));
        routes.get("/orgs/{org}/teams/{team}", gate.open(call -> ofOrganization(call, this::team)));
        routes.get("/orgs/{org}/teams/{team}/members", gate.open(call -> ofOrganization(call, this::members)));
        routes.get(
                "/orgs/{org}/teams/{team}/memberships/{login}",
                gate.open(call -> ofOrganization(call, this::membership)));
        routes.get("/organizations/{org}/team/{team}", gate.open(call -> ofOrganization(call, this::team)));
        routes.get("/organizations/{org}/team/{team}/members", gate.open(call -> ofOrganization(call, this::members)));
    }

    private Answer user(Call call) {
        return call.path("login").equalsIgnoreCase(model.repository().owner())
                ? Answer.ok(rendering.organization())
                : found(model.user(call.path("login")));
    }

    private Answer found(Optional<User> user) {
        return user.map(present -> Answer.ok(rendering.user(present))).orElseGet(() -> Answer.error(404, "Not Found"));
    }

    private Answer rateLimit(Call call) {
        var quota = gate.quota(call);
        var json = JsonNodeFactory.instance.objectNode();
        var resources = json.putObject("resources");
        for (var name : new String[] {"core", "search", "graphql", "integration_manifest"}) {
            resources
                    .putObject(name)
                    .put("limit", quota.limit())
                    .put("used", quota.used())
                    .put("remaining", quota.remaining())
                    .put("reset", quota.reset().getEpochSecond());
        }
        json.set("rate", resources.get("core").deepCopy());
        return Answer.ok(json);
    }

    private Answer permission(Call call) {
        return model.user(call.path("login"))
                .map(user -> {
                    var role = user.writes() ? "write" : "read";
                    var json = JsonNodeFactory.instance
                            .objectNode()
                            .put("permission", role)
                            .put("role_name", role);
                    json.set("user", rendering.user(user));
                    return Answer.ok(json);
                })
                .orElseGet(() -> Answer.error(404, "Not Found"));
    }

    private Answer ofOrganization(Call call, Gate.Endpoint endpoint) {
        return rendering.isOrganization(call.path("org")) ? endpoint.answer(call) : Answer.error(404, "Not Found");
    }

    private Answer teams(Call call) {
        return Paging.page(call, base.get().toString(), model.teams(), rendering::team);
    }

    private Answer team(Call call) {
        return Answer.ok(rendering.team(slug(call)));
    }

    private Answer members(Call call) {
        return Paging.page(call, base.get().toString(), model.members(slug(call)), rendering::user);
    }

    private Answer membership(Call call) {
        var member =
                model.members(slug(call)).stream().anyMatch(user -> user.login().equalsIgnoreCase(call.path("login")));
        return member
                ? Answer.ok(JsonNodeFactory.instance
                        .objectNode()
                        .put("state", "active")
                        .put("role", "member")
                        .put("url", ""))
                : Answer.error(404, "Not Found");
    }

    private String slug(Call call) {
        var asked = call.path("team");
        return model.teams().stream()
                .filter(slug -> asked.equals(String.valueOf(rendering.teamId(slug))))
                .findFirst()
                .orElse(asked);
    }
}
