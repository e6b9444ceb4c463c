package io.movein.standin.github.pages;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.Refused;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pages and what they are made of. All work without scripts; one script keeps an open issue up to date. */
public final class Pages {

    private final GitHubModel model;
    private final Views views;
    private final Guard guard;

    /** @param knownAs where others than this machine find it; null: nobody else does */
    public Pages(GitHubModel model, @Nullable URI knownAs) {
        this.model = model;
        this.guard = new Guard(knownAs);
        this.views = new Views(model);
    }

    public void addTo(RoutesConfig routes) {
        var issues = "/" + model.repository() + "/issues";
        routes.before(guard::check);
        routes.get("/", page(http -> http.redirect(issues)));
        routes.get("/" + model.repository(), page(http -> http.redirect(issues)));
        routes.post("/_stand-in/viewer", page(Pages::lookAs));
        routes.get("/_stand-in/style.css", http -> asset(http, "style.css", "text/css"));
        routes.get("/_stand-in/live.js", http -> asset(http, "live.js", "text/javascript"));
        routes.get(
                "/_stand-in/labels.css", http -> http.contentType("text/css").result(LabelStyles.css(model.labels())));
        new ListPages(model, views).addTo(routes, this, issues);
        new FormPages(model, views).addTo(routes, this, issues);
        new IssuePages(model, views).addTo(routes, this, issues);
        new PullPages(model, views).addTo(routes, this);
    }

    /** What is refused becomes a page that says so. */
    Handler page(Handler handler) {
        return http -> {
            Guard.policy(http);
            try {
                handler.handle(http);
            } catch (Refused refused) {
                refuse(http, refused.status(), refused);
            } catch (HttpResponseException bad) {
                refuse(http, bad.getStatus(), bad);
            }
        };
    }

    private void refuse(Context http, int status, Exception why) {
        http.status(status);
        views.show(http, "refused", Map.of("status", status, "message", String.valueOf(why.getMessage())));
    }

    private static void lookAs(Context http) {
        var cookie = new Cookie("viewer", String.valueOf(http.formParam("login")));
        cookie.setHttpOnly(true);
        cookie.setSameSite(SameSite.LAX);
        http.cookie(cookie);
        http.redirect(ownPath(http.formParam("back")), HttpStatus.SEE_OTHER);
    }

    /** Only paths of this server, so that a link cannot send people elsewhere. */
    private static String ownPath(@Nullable String path) {
        return path != null && path.matches("/(?![/\\\\]).*") ? path : "/";
    }

    private static void asset(Context http, String name, String type) throws IOException {
        try (var in = Pages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the page part " + name + " is missing from the jar");
            }
            http.contentType(type).result(in.readAllBytes());
        }
    }
}
