package io.movein.standin.github.pages;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.movein.standin.github.model.FileDiff;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.Issue;
import io.movein.standin.github.model.PullRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;

/** Pull requests: the list, the files, editing a file on the branch, reviewing and merging. The conversation is the issue's page. */
final class PullPages {

    private static final int SHOWN = 100_000;

    /** A file as it is shown. What templates read is public. */
    public record ShownFile(FileDiff file, String text) {}

    private final GitHubModel model;
    private final Views views;

    PullPages(GitHubModel model, Views views) {
        this.model = model;
        this.views = views;
    }

    void addTo(RoutesConfig routes, Pages pages) {
        var repository = "/" + model.repository();
        var one = repository + "/pull/{number}";
        routes.get(repository + "/pulls", pages.page(this::list));
        routes.get(one + "/files", pages.page(this::files));
        routes.post(one + "/merge", pages.page(this::merge));
        routes.post(one + "/reviews", pages.page(this::review));
        routes.get(repository + "/edit", pages.page(this::editor));
        routes.post(repository + "/edit", pages.page(this::commit));
    }

    private void list(Context http) {
        var state = "closed".equals(http.queryParam("state")) ? "closed" : "open";
        var issues = model.pulls().all().stream()
                .map(pull -> model.issue(pull.number()))
                .sorted(Comparator.comparingInt(Issue::number).reversed())
                .toList();
        var open = issues.stream().filter(Issue::open).toList();
        var shown = state.equals("open")
                ? open
                : issues.stream().filter(issue -> !issue.open()).toList();
        views.show(
                http,
                "pulls",
                Map.of("list", shown, "state", state, "open", open.size(), "closed", issues.size() - open.size()));
    }

    private void files(Context http) {
        var pull = model.pulls().get(IssuePages.number(http));
        var shown = model.pulls().files(pull.number()).stream()
                .map(file -> new ShownFile(file, file.status().equals("removed") ? "" : text(file.sha())))
                .toList();
        views.show(
                http,
                "files",
                Map.of(
                        "issue",
                        model.issue(pull.number()),
                        "pull",
                        pull,
                        "files",
                        shown,
                        "mayEdit",
                        mayPush(http, pull)));
    }

    private void merge(Context http) {
        var number = IssuePages.number(http);
        model.pulls().merge(login(http), number, IssuePages.text(http, "sha"), null, "merge");
        back(http, number);
    }

    private void review(Context http) {
        var number = IssuePages.number(http);
        var commit = IssuePages.text(http, "sha");
        model.pulls()
                .review(login(http), number, IssuePages.text(http, "event"), IssuePages.text(http, "body"), commit);
        back(http, number);
    }

    private void editor(Context http) {
        var branch = Objects.requireNonNullElse(http.queryParam("branch"), "main");
        var path = Objects.requireNonNullElse(http.queryParam("path"), "");
        var entry = model.git().files(branch).get(path);
        views.show(
                http, "edit", Map.of("branch", branch, "path", path, "text", entry == null ? "" : text(entry.sha())));
    }

    private void commit(Context http) {
        var branch = IssuePages.text(http, "branch");
        var path = IssuePages.text(http, "path");
        var label = model.git().own(branch);
        if (IssuePages.text(http, "what").equals("delete")) {
            model.git().write(login(http), label, "Delete " + path, Collections.singletonMap(path, null));
        } else {
            var message =
                    IssuePages.text(http, "message").isBlank() ? "Update " + path : IssuePages.text(http, "message");
            var text = IssuePages.text(http, "text").replace("\r\n", "\n");
            model.git().writeByHand(login(http), label, message, path, text);
        }
        var pulls = model.pulls().openFrom(label);
        http.redirect(
                "/" + model.repository()
                        + (pulls.isEmpty()
                                ? "/pulls"
                                : "/pull/" + pulls.getFirst().number()),
                HttpStatus.SEE_OTHER);
    }

    private boolean mayPush(Context http, PullRequest pull) {
        return views.viewer(http).writes()
                && pull.headOwner().equals(model.repository().owner())
                && model.issue(pull.number()).open();
    }

    private String text(String sha) {
        var bytes = model.git().blob(sha);
        return new String(bytes, 0, Math.min(bytes.length, SHOWN), StandardCharsets.UTF_8);
    }

    private String login(Context http) {
        return views.viewer(http).login();
    }

    private void back(Context http, int number) {
        http.redirect("/" + model.repository() + "/pull/" + number, HttpStatus.SEE_OTHER);
    }
}
