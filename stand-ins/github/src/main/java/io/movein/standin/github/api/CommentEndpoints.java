package io.movein.standin.github.api;

import io.javalin.config.RoutesConfig;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.StoredComment;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;

final class CommentEndpoints {

    private final GitHubModel model;
    private final Rendering rendering;
    private final Supplier<URI> base;

    CommentEndpoints(GitHubModel model, Rendering rendering, Supplier<URI> base) {
        this.model = model;
        this.rendering = rendering;
        this.base = base;
    }

    void addTo(RoutesConfig routes, Gate gate) {
        var issues = "/repos/{owner}/{repo}/issues";
        routes.get(
                issues + "/comments/{number}",
                gate.repository(call -> Answer.ok(rendering.comment(model.comment(call.id())))));
        routes.patch(issues + "/comments/{number}", gate.repository(this::edit));
        routes.delete(issues + "/comments/{number}", gate.repository(this::delete));
        routes.get(issues + "/{number}/comments", gate.repository(call -> page(call, model.comments(call.issue()))));
        routes.post(issues + "/{number}/comments", gate.repository(this::create));
    }

    private Answer page(Call call, List<StoredComment> comments) {
        var since = call.since();
        var wanted = comments.stream()
                .filter(comment -> since == null || !comment.updatedAt().isBefore(since))
                .toList();
        return Paging.page(call, base.get().toString(), wanted, rendering::comment);
    }

    private Answer create(Call call) {
        var comment = model.comment(call.actor(), call.issue(), Call.required(call.body(), "body"));
        return Answer.created(rendering.comment(comment));
    }

    private Answer edit(Call call) {
        return Answer.ok(
                rendering.comment(model.editComment(call.actor(), call.id(), Call.required(call.body(), "body"))));
    }

    private Answer delete(Call call) {
        model.deleteComment(call.actor(), call.id());
        return Answer.nothing();
    }
}
