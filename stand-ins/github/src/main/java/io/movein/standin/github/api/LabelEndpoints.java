package io.movein.standin.github.api;

import io.javalin.config.RoutesConfig;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.Label;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** Labels of the repository and of an issue. A name may hold {@code :} and, encoded or not, {@code /}. */
final class LabelEndpoints {

    private final GitHubModel model;
    private final Rendering rendering;
    private final Supplier<URI> base;

    LabelEndpoints(GitHubModel model, Rendering rendering, Supplier<URI> base) {
        this.model = model;
        this.rendering = rendering;
        this.base = base;
    }

    void addTo(RoutesConfig routes, Gate gate) {
        var repository = "/repos/{owner}/{repo}";
        routes.get(repository + "/labels", gate.repository(call -> page(call, model.labels())));
        routes.post(repository + "/labels", gate.repository(this::define));
        routes.get(
                repository + "/labels/<label>",
                gate.repository(call -> Answer.ok(rendering.label(model.label(call.path("label"))))));
        routes.patch(repository + "/labels/<label>", gate.repository(this::rename));
        routes.delete(repository + "/labels/<label>", gate.repository(call -> {
            model.deleteLabel(call.actor(), call.path("label"));
            return Answer.nothing();
        }));
        var labels = repository + "/issues/{number}/labels";
        routes.get(labels, gate.repository(call -> page(call, model.labelsOf(call.issue()))));
        routes.post(labels, gate.repository(call -> all(model.addLabels(call.actor(), call.issue(), names(call)))));
        routes.put(labels, gate.repository(call -> all(model.setLabels(call.actor(), call.issue(), names(call)))));
        routes.delete(
                labels + "/<label>",
                gate.repository(call -> all(model.removeLabel(call.actor(), call.issue(), call.path("label")))));
    }

    private Answer page(Call call, List<Label> labels) {
        return Paging.page(call, base.get().toString(), labels, rendering::label);
    }

    private Answer all(List<Label> labels) {
        return Answer.ok(Rendering.list(labels, rendering::label));
    }

    private Answer define(Call call) {
        var body = call.body();
        var color = Objects.requireNonNullElse(Call.text(body, "color"), "ededed");
        var description = Objects.requireNonNullElse(Call.text(body, "description"), "");
        return Answer.created(
                rendering.label(model.defineLabel(call.actor(), Call.required(body, "name"), color, description)));
    }

    private Answer rename(Call call) {
        var name = Call.required(call.body(), "new_name");
        model.renameLabel(call.actor(), call.path("label"), name);
        return Answer.ok(rendering.label(model.label(name)));
    }

    private static List<String> names(Call call) {
        var names = Call.labels(call.body());
        if (names == null) {
            throw new Call.BadRequest(422, "Invalid request.\n\n\"labels\" wasn't supplied.");
        }
        return names;
    }
}
