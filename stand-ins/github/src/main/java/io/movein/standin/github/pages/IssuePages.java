package io.movein.standin.github.pages;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.IssueEdit;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One issue: reading it, and all that people do on it. Rights are the model's business. */
final class IssuePages {

    private final GitHubModel model;
    private final Views views;

    IssuePages(GitHubModel model, Views views) {
        this.model = model;
        this.views = views;
    }

    void addTo(RoutesConfig routes, Pages pages, String issues) {
        var one = issues + "/{number}";
        routes.get(one, pages.page(this::show));
        var pull = "/" + model.repository() + "/pull/{number}";
        routes.get(pull, pages.page(this::show));
        routes.get(pull + "/version", pages.page(http -> http.result(version(number(http)))));
        routes.get(one + "/version", pages.page(http -> http.result(version(number(http)))));
        routes.post(one + "/comments", pages.page(http -> done(http, this::comment)));
        routes.post(one + "/comments/{comment}", pages.page(http -> done(http, this::editComment)));
        routes.post(one + "/body", pages.page(http -> done(http, this::editBody)));
        routes.post(one + "/state", pages.page(http -> done(http, this::changeState)));
        routes.post(one + "/labels", pages.page(http -> done(http, this::changeLabels)));
    }

    private interface Action {
        void on(Context http, String actor, int number);
    }

    private void done(Context http, Action action) {
        action.on(http, views.viewer(http).login(), number(http));
        http.redirect("/" + model.repository() + "/issues/" + number(http), HttpStatus.SEE_OTHER);
    }

    private void show(Context http) {
        var number = number(http);
        var issue = model.issue(number);
        var viewer = views.viewer(http);
        var isPull = model.pulls().isOne(number);
        if (isPull != http.path().contains("/pull/")) {
            http.redirect("/" + model.repository() + (isPull ? "/pull/" : "/issues/") + number, HttpStatus.SEE_OTHER);
            return;
        }
        var others = model.labels().stream()
                .filter(label -> !issue.hasLabel(label.name()))
                .toList();
        views.show(
                http,
                "issue",
                Map.of(
                        "issue",
                        issue,
                        "pull",
                        isPull ? PullView.of(model, number, viewer) : "",
                        "timeline",
                        Timeline.of(model.comments(number), model.events(number)),
                        "otherLabels",
                        others,
                        "mayLabel",
                        viewer.writes(),
                        "mayEdit",
                        model.mayEdit(viewer.login(), issue.author()),
                        "editing",
                        Objects.requireNonNullElse(http.queryParam("edit"), ""),
                        "version",
                        version(number)));
    }

    /** Differs whenever the page would show something else. */
    private String version(int number) {
        var pulls = model.pulls();
        var pull = pulls.isOne(number)
                ? Objects.hash(
                        pulls.get(number),
                        pulls.reviews(number),
                        pulls.mergeable(number),
                        model.git().statuses(pulls.get(number).headSha()))
                : 0;
        return Integer.toHexString(
                Objects.hash(model.issue(number), model.comments(number), model.events(number), pull));
    }

    private void comment(Context http, String actor, int number) {
        model.comment(actor, number, text(http, "body"));
    }

    private void editComment(Context http, String actor, int number) {
        model.editComment(actor, Long.parseLong(http.pathParam("comment")), text(http, "body"));
    }

    private void editBody(Context http, String actor, int number) {
        model.edit(actor, number, new IssueEdit(text(http, "title"), text(http, "body"), null, null, null));
    }

    private void changeState(Context http, String actor, int number) {
        if (!text(http, "body").isBlank()) {
            comment(http, actor, number);
        }
        var to = text(http, "to");
        model.edit(actor, number, to.equals("open") ? IssueEdit.reopen() : IssueEdit.close(to));
    }

    private void changeLabels(Context http, String actor, int number) {
        var add = text(http, "add");
        if (add.isEmpty()) {
            model.removeLabel(actor, number, text(http, "remove"));
        } else {
            model.addLabels(actor, number, List.of(add));
        }
    }

    static int number(Context http) {
        try {
            return Integer.parseInt(http.pathParam("number"));
        } catch (NumberFormatException e) {
            throw new NotFoundResponse("'" + http.pathParam("number") + "' is no issue number");
        }
    }

    static String text(Context http, String field) {
        return Objects.requireNonNullElse(http.formParam(field), "");
    }
}
