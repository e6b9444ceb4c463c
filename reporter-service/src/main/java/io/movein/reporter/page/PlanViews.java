package io.movein.reporter.page;

import io.movein.contract.EnumText;
import io.movein.contract.MigrationId;
import io.movein.contract.issue.StatusText;
import io.movein.model.StageStatus;
import io.movein.model.State;
import io.movein.reporter.text.Figures;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Migration plans as they are shown at one moment. */
final class PlanViews {
    private final MigrationTable table;
    private final PageSettings settings;
    private final Lines lines;

    PlanViews(MigrationTable table, PageSettings settings, Lines lines) {
        this.table = table;
        this.settings = settings;
        this.lines = lines;
    }

    /** A plan as it is shown. */
    record Line(
            String id,
            String href,
            String issue,
            String title,
            String owner,
            String state,
            String age,
            String stage,
            String migrations) {}

    /** One of its stages. */
    record StageLine(
            String name,
            String gate,
            String state,
            String age,
            int problems,
            String pullRequest,
            String pullRequestHref,
            String approval) {}

    List<PlanRow> all() {
        return table.plans().stream().sorted(PlanRow.OPEN_FIRST).toList();
    }

    /** Those whose gate waits for an operator. */
    List<PlanRow> asking() {
        return table.plans().stream().filter(plan -> plan.asks() != null).toList();
    }

    /** Of each plan that is named by any, in one go: there may be many of both. */
    Map<String, Map<State, Integer>> counts() {
        return table.rows().stream()
                .filter(row -> !row.plan().isEmpty())
                .collect(Collectors.groupingBy(
                        Row::plan,
                        Collectors.groupingBy(
                                Row::state, () -> new EnumMap<>(State.class), Collectors.summingInt(_ -> 1))));
    }

    /** The migrations that name it, the last that changed first. */
    List<Row> migrations(PlanRow plan) {
        return table.rows().stream()
                .filter(row -> row.plan().equals(plan.id().toString()))
                .sorted(Comparator.comparing(Row::since).reversed())
                .toList();
    }

    Line line(PlanRow plan, Map<State, Integer> migrations) {
        return new Line(
                plan.id().toString(),
                href(plan.id()),
                settings.issue(plan.id()),
                plan.title(),
                plan.owner(),
                state(plan),
                lines.age(plan.since()),
                stage(plan.current()),
                migrations.entrySet().stream()
                        .map(count -> Figures.number(count.getValue()) + " " + StatusText.of(count.getKey()))
                        .collect(Collectors.joining(", ")));
    }

    private static String state(PlanRow plan) {
        return StatusText.headline(plan.state())
                + Optional.ofNullable(plan.ending())
                        .map(ending -> ": " + StatusText.of(ending))
                        .orElse("");
    }

    private static String stage(@Nullable StageStatus stage) {
        return stage == null ? "" : EnumText.spaced(stage.getStage()) + ": " + StatusText.of(stage.getState());
    }

    StageLine stage(PlanRow plan, StageStatus stage) {
        var number = stage.getPullRequest();
        return new StageLine(
                EnumText.spaced(stage.getStage()),
                EnumText.spaced(stage.getGate()),
                StatusText.of(stage.getState()),
                lines.age(stage.getSince()),
                stage.getProblems(),
                number == null ? "" : "#" + number,
                number == null ? "" : settings.pull(plan.id(), number),
                approval(stage));
    }

    private static String approval(StageStatus stage) {
        var approval = stage.getApproval();
        if (approval == null) {
            return "";
        }
        var by =
                approval.getActor() == null ? "its checks" : approval.getActor().getLogin();
        return by + ", " + Figures.time(approval.getAt());
    }

    /** What an operator can do about the gate that asks. */
    Views.Task task(PlanRow plan) {
        var asks = Objects.requireNonNull(plan.asks());
        return new Views.Task(
                plan.id().toString(),
                plan.title(),
                settings.issue(plan.id()),
                href(plan.id()),
                "gate of " + EnumText.spaced(asks.getStage()) + " waits for approval",
                "read the question on the plan's issue, then set operator:approved there; its owner can answer it, too",
                "",
                lines.age(asks.getSince()));
    }

    static String href(MigrationId plan) {
        return "/plans/" + plan.toString().replace('#', '/');
    }
}
