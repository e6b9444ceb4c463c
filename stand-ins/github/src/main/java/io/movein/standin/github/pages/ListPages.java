package io.movein.standin.github.pages;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.IssueQuery;
import java.util.List;
import java.util.Map;
import java.util.Objects;

final class ListPages {

    private static final int SHOWN = 200;

    private final GitHubModel model;
    private final Views views;

    ListPages(GitHubModel model, Views views) {
        this.model = model;
        this.views = views;
    }

    void addTo(RoutesConfig routes, Pages pages, String issues) {
        routes.get(issues, pages.page(this::list));
    }

    private void list(Context http) {
        var state = "closed".equals(http.queryParam("state")) ? "closed" : "open";
        var label = Objects.requireNonNullElse(http.queryParam("label"), "");
        var labels = label.isEmpty() ? List.<String>of() : List.of(label);
        var wanted = model.issues(new IssueQuery("all", labels, null, null, "created", false));
        var shown = wanted.stream()
                .filter(issue -> issue.open() == state.equals("open"))
                .limit(SHOWN)
                .toList();
        var open = wanted.stream().filter(issue -> issue.open()).count();
        views.show(
                http,
                "list",
                Map.of("list", shown, "state", state, "label", label, "open", open, "closed", wanted.size() - open));
    }
}
