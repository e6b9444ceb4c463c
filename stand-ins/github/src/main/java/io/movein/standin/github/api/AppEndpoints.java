package io.movein.standin.github.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.movein.standin.github.api.HookDeliveries.Attempt;
import io.movein.standin.github.model.GitHubModel;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** What a GitHub App asks with its own JWT: who it is, a token for its installation, and what became of its webhook's deliveries. */
final class AppEndpoints {

    private static final long APP_ID = 77;
    private static final String BOT = "movein[bot]";
    /** An installation's token; that of a person is the login alone. */
    private static final String INSTALLATION = "ghs_";

    private final GitHubModel model;
    private final Rendering rendering;
    private final HookDeliveries deliveries;
    private final Supplier<URI> base;

    AppEndpoints(GitHubModel model, Rendering rendering, HookDeliveries deliveries, Supplier<URI> base) {
        this.model = model;
        this.rendering = rendering;
        this.deliveries = deliveries;
        this.base = base;
    }

    void addTo(RoutesConfig routes, Gate gate) {
        routes.get("/app", gate.app(_ -> Answer.ok(json().put("id", APP_ID).put("slug", "movein"))));
        routes.get("/repos/{owner}/{repo}/installation", gate.app(_ -> Answer.ok(installation())));
        routes.post("/app/installations/{number}/access_tokens", gate.app(_ -> Answer.created(token())));
        routes.get("/app/hook/deliveries", gate.app(this::list));
        routes.post("/app/hook/deliveries/{number}/attempts", gate.app(this::redeliver));
    }

    private ObjectNode installation() {
        return json().put("id", APP_ID + 1).set("account", rendering.organization());
    }

    /** Here everybody's token is the login. */
    static String login(String token) {
        return token.startsWith(INSTALLATION) ? token.substring(INSTALLATION.length()) : token;
    }

    private ObjectNode token() {
        return json().put("token", INSTALLATION + BOT)
                .put(
                        "expires_at",
                        model.clock().instant().plus(Duration.ofHours(1)).toString());
    }

    /** GitHub pages these by a cursor and not by a number. */
    private Answer list(Call call) {
        var cursor = Long.parseLong(call.query("cursor", String.valueOf(Long.MAX_VALUE)));
        var size = Integer.parseInt(call.query("per_page", "30"));
        var from = deliveries.attempts().stream()
                .filter(attempt -> attempt.id() < cursor)
                .toList();
        var page = from.subList(0, Math.min(size, from.size()));
        var next = "<" + base.get() + "/app/hook/deliveries?per_page=" + size + "&cursor="
                + (page.isEmpty() ? 0 : page.getLast().id()) + ">; rel=\"next\"";
        return new Answer(
                200,
                Rendering.list(page, AppEndpoints::attempt),
                page.size() < from.size() ? Map.of("Link", next) : Map.of(),
                null);
    }

    private Answer redeliver(Call call) {
        return deliveries.attempts().stream()
                .filter(attempt -> attempt.id() == call.id())
                .findFirst()
                .map(attempt -> {
                    deliveries.redeliver(attempt.guid());
                    return new Answer(202, json(), Map.of(), null);
                })
                .orElseGet(() -> Answer.error(404, "Not Found"));
    }

    private static ObjectNode attempt(Attempt attempt) {
        return json().put("id", attempt.id())
                .put("guid", attempt.guid())
                .put("delivered_at", attempt.at().toString())
                .put("redelivery", attempt.redelivery())
                .put("duration", 0.01)
                .put("status", attempt.status() == 0 ? "failed to connect to host" : String.valueOf(attempt.status()))
                .put("status_code", attempt.status())
                .put("event", attempt.event())
                .put("action", attempt.action())
                .put("installation_id", APP_ID + 1)
                .put("repository_id", 1);
    }

    private static ObjectNode json() {
        return JsonNodeFactory.instance.objectNode();
    }
}
