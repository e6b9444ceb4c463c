package io.movein.standin.github.api;

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
    private final HookDeliveries deliveries;
    private final Supplier<URI> base;

    public RestApi(
            GitHubModel model,
            Rendering rendering,
            Faults faults,
            LoginTraffic traffic,
            AppPermissions app,
            HookDeliveries deliveries,
            Supplier<URI> base) {
        this.deliveries = deliveries;
        this.model = model;
        this.rendering = rendering;
        this.gate = new Gate(model, faults, traffic, app);
        this.base = base;
    }

    public void addTo(RoutesConfig routes) {
        routes.get("/user", gate.open(call -> Answer.ok(rendering.user(call.user()))));
        routes.get("/users/{login}", gate.open(this::user));
        routes.get("/repos/{owner}/{repo}", gate.repository(call -> Answer.ok(rendering.repositoryFor(call.user()))));
        addTeams(routes);
        routes.post("/graphql", gate.open(new GraphQlApi(model, rendering)::answer));
        new AppEndpoints(model, rendering, deliveries, base).addTo(routes, gate);
        new IssueEndpoints(model, rendering, base).addTo(routes, gate);
        new CommentEndpoints(model, rendering, base).addTo(routes, gate);
        new LabelEndpoints(model, rendering, base).addTo(routes, gate);
        new GitEndpoints(model, rendering, base).addTo(routes, gate);
        new ContentEndpoints(model, rendering).addTo(routes, gate);
        new PullEndpoints(model, rendering, base).addTo(routes, gate);
    }

    private void addTeams(RoutesConfig routes) {
        routes.get("/orgs/{org}", gate.open(call -> ofOrganization(call, c -> Answer.ok(rendering.ownPage()))));
        routes.get("/orgs/{org}/teams/{team}", gate.open(call -> ofOrganization(call, this::team)));
        routes.get("/orgs/{org}/teams/{team}/members", gate.open(call -> ofOrganization(call, this::members)));
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

    private Answer ofOrganization(Call call, Gate.Endpoint endpoint) {
        return rendering.isOrganization(call.path("org")) ? endpoint.answer(call) : Answer.error(404, "Not Found");
    }

    private Answer team(Call call) {
        return Answer.ok(rendering.team(slug(call)));
    }

    private Answer members(Call call) {
        return Paging.page(call, base.get().toString(), model.members(slug(call)), rendering::user);
    }

    private String slug(Call call) {
        var asked = call.path("team");
        return model.teams().stream()
                .filter(slug -> asked.equals(String.valueOf(rendering.teamId(slug))))
                .findFirst()
                .orElse(asked);
    }
}
