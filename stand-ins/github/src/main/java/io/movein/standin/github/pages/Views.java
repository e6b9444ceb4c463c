package io.movein.standin.github.pages;

import io.javalin.http.Context;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.Label;
import io.movein.standin.github.model.User;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Renders a page for whoever is looking. Templates escape everything but what {@link Markdown} has made safe. */
final class Views {

    private static final String COOKIE = "viewer";

    private final GitHubModel model;
    private final Markdown markdown;
    private final PebbleEngine engine;

    Views(GitHubModel model) {
        this.model = model;
        this.markdown = new Markdown("/" + model.repository() + "/issues");
        var loader = new ClasspathLoader(Views.class.getClassLoader());
        loader.setPrefix("io/movein/standin/github/pages/");
        loader.setSuffix(".peb");
        engine = new PebbleEngine.Builder().loader(loader).strictVariables(true).build();
    }

    User viewer(Context http) {
        var login = http.cookie(COOKIE);
        return (login == null ? Optional.<User>empty() : model.user(login))
                .orElseGet(() -> model.users().getFirst());
    }

    void show(Context http, String template, Map<String, ?> values) {
        var all = new HashMap<String, Object>(values);
        all.put("repository", model.repository());
        all.put("issues", "/" + model.repository() + "/issues");
        all.put("viewer", viewer(http));
        all.put("users", model.users());
        all.put("here", http.path() + (http.queryString() == null ? "" : "?" + http.queryString()));
        all.put("openCount", model.openIssues());
        all.put("pulls", "/" + model.repository() + "/pull");
        all.put(
                "pullCount",
                model.pulls().all().stream()
                        .filter(pull -> model.issue(pull.number()).open())
                        .count());
        all.put("ui", this);
        http.html(render(template, all));
    }

    public String ago(Instant then) {
        return Ago.text(then, model.clock().instant());
    }

    public String markdown(String text) {
        return markdown.html(text);
    }

    public Label label(String name) {
        return model.label(name);
    }

    public boolean bot(String login) {
        return model.user(login).map(User::bot).orElse(false);
    }

    public boolean mayEdit(User viewer, String author) {
        return model.mayEdit(viewer.login(), author);
    }

    /** One of eight colors, the same for a login every time. */
    public int tint(String login) {
        return Math.floorMod(login.hashCode(), 8);
    }

    private String render(String template, Map<String, Object> values) {
        try {
            var out = new StringWriter();
            engine.getTemplate(template).evaluate(out, values);
            return out.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot render " + template, e);
        }
    }
}
