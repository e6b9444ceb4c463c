package io.movein.reporter.page;

import io.movein.migration.MigrationSnapshot;
import io.movein.model.Run;
import io.movein.reporter.text.Figures;
import io.movein.reporter.text.LogLinks;
import io.movein.reporter.text.Words;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The page of one migration. */
final class MigrationView {
    private final MigrationTable table;
    private final Templates templates;
    private final PageSettings settings;
    private final LogLinks logs;

    MigrationView(MigrationTable table, Templates templates, PageSettings settings, LogLinks logs) {
        this.table = table;
        this.templates = templates;
        this.settings = settings;
        this.logs = logs;
    }

    String html(Row row, MigrationSnapshot snapshot, Lines lines, Instant now) {
        var status = snapshot.getStatus();
        var model = templates.model(status.getTitle(), now);
        model.put("line", lines.of(row));
        model.put("status", status);
        model.put(
                "turn",
                Turn.of(row, now)
                        .map(turn -> turn.what + " (for " + lines.age(turn.since(row)) + "): " + turn.todo)
                        .orElse(""));
        model.put("timeline", Timeline.of(snapshot));
        model.put(
                "runs",
                status.getRuns().reversed().stream()
                        .map(run -> run(row, snapshot, run))
                        .toList());
        model.put(
                "dashboard",
                settings.dashboard()
                        .map(url -> url.replace("{tenant}", encoded(row.tenant()))
                                .replace("{migration}", encoded(row.id().toString())))
                        .orElse(""));
        model.put(
                "plan",
                table.plan(row.plan()).map(plan -> PlanViews.href(plan.id())).orElse(""));
        model.put("friction", Cost.of(row.tenant(), List.of(row)));
        return templates.render("migration", model);
    }

    private Map<String, Object> run(Row row, MigrationSnapshot snapshot, Run run) {
        var conclusion = Optional.ofNullable(run.getResult()).map(result -> result.getConclusion());
        var model = new HashMap<String, Object>();
        model.put("number", run.getNumber());
        model.put("mode", Words.of(run.getMode()));
        model.put(
                "outcome",
                run.getResult() == null ? "under way" : Words.of(run.getResult().getOutcome()));
        model.put("detail", run.getResult() == null ? "" : run.getResult().getDetail());
        model.put("started", run.getStartedAt() == null ? "" : Figures.time(run.getStartedAt()));
        model.put("took", Objects.requireNonNullElse(Figures.took(run), ""));
        model.put("checks", conclusion.map(it -> it.getChecks()).orElse(List.of()));
        model.put(
                "evidence",
                conclusion
                        .map(it -> it.getEvidence())
                        .map(it -> it.getLocation())
                        .orElse(""));
        model.put("alarms", run.getAlarms());
        model.put("log", logs.of(row.id(), snapshot.getStatus(), run).orElse(""));
        model.put(
                "logCommand", logs.command(row.id(), snapshot.getStatus(), run).orElse(""));
        return model;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
