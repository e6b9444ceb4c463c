package io.movein.standin.github.pages;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import io.movein.standin.github.form.Element;
import io.movein.standin.github.form.IssueForm;
import io.movein.standin.github.model.GitHubModel;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Filing an issue with one of the repository's forms. */
final class FormPages {

    private final GitHubModel model;
    private final Views views;
    private final List<IssueForm> forms = IssueForm.bundled();

    FormPages(GitHubModel model, Views views) {
        this.model = model;
        this.views = views;
    }

    void addTo(RoutesConfig routes, Pages pages, String issues) {
        routes.get(issues + "/new/choose", pages.page(http -> views.show(http, "choose", Map.of("forms", forms))));
        routes.get(issues + "/new", pages.page(this::empty));
        routes.post(issues + "/new", pages.page(http -> file(http, issues)));
    }

    private void empty(Context http) {
        var form = form(http);
        var answers = new HashMap<String, String>();
        form.elements().forEach(element -> answers.put(element.id(), element.value()));
        show(http, form, form.title(), answers, Map.of());
    }

    private void file(Context http, String issues) {
        var form = form(http);
        var title = Objects.requireNonNullElse(http.formParam("title"), "").strip();
        var answers = answers(http, form);
        var problems = new LinkedHashMap<String, String>();
        if (title.isEmpty() || title.equals(form.title().strip())) {
            problems.put("title", "Add a title that tells this issue from others");
        }
        problems.putAll(form.problems(answers));
        if (problems.isEmpty()) {
            var issue = model.openWithForm(views.viewer(http).login(), title, form.body(answers), form.labels());
            http.redirect(issues + "/" + issue.number(), HttpStatus.SEE_OTHER);
        } else {
            http.status(422);
            show(http, form, title, answers, problems);
        }
    }

    private void show(
            Context http, IssueForm form, String title, Map<String, String> answers, Map<String, String> problems) {
        views.show(http, "form", Map.of("form", form, "title", title, "answers", answers, "problems", problems));
    }

    private IssueForm form(Context http) {
        var file = http.queryParam("template");
        return forms.stream()
                .filter(form -> form.file().equals(file))
                .findFirst()
                .orElseThrow(() -> new NotFoundResponse("there is no issue form '" + file + "'"));
    }

    private static Map<String, String> answers(Context http, IssueForm form) {
        var answers = new HashMap<String, String>();
        form.elements().stream()
                .filter(Element::asks)
                .forEach(element -> answers.put(
                        element.id(),
                        Objects.requireNonNullElse(http.formParam(element.id()), "")
                                .strip()));
        return answers;
    }
}
