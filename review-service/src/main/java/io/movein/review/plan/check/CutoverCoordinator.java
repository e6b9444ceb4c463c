package io.movein.review.plan.check;

import io.movein.contract.plan.StageArtifact;
import io.movein.model.ArtifactProblem;
import io.movein.model.Stage;
import io.movein.review.plan.artifact.ArtifactEntry;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The steps fit into the window, and there is a point at which somebody decides whether to go on. Owners, communication and the
 * verification afterwards the schema demands.
 */
public final class CutoverCoordinator implements StageCheck {
    static final String NO_TIME = "cutover-coordinator.no-time";
    static final String WINDOW_ENDS_FIRST = "cutover-coordinator.window-ends-first";
    static final String WINDOW_TOO_SHORT = "cutover-coordinator.window-too-short";
    static final String NO_GO_POINT = "cutover-coordinator.no-go-point";
    static final String NAMED_TWICE = "cutover-coordinator.named-twice";

    @Override
    public Stage stage() {
        return Stage.CUTOVER;
    }

    @Override
    public Set<String> codes() {
        return Set.of(NO_TIME, WINDOW_ENDS_FIRST, WINDOW_TOO_SHORT, NO_GO_POINT, NAMED_TWICE);
    }

    @Override
    public Set<StageArtifact> needs() {
        return Set.of(StageArtifact.RUNBOOK);
    }

    @Override
    public List<ArtifactProblem> check(StageCase theCase) {
        var problems = new ArrayList<ArtifactProblem>();
        var runbook = theCase.entry(StageArtifact.RUNBOOK);
        var window = runbook.at("window");
        var from = time(window.at("from"), problems);
        var to = time(window.at("to"), problems);
        if (from.isPresent() && to.isPresent()) {
            window(runbook, Duration.between(from.get(), to.get()), problems);
        }
        var steps = runbook.list("steps");
        if (steps.stream().noneMatch(step -> step.has("go-no-go"))) {
            problems.add(runbook.at("steps")
                    .problem(
                            NO_GO_POINT,
                            "no step has go-no-go",
                            "a point at which somebody decides whether to go on",
                            "add go-no-go to one step: what must be true to go on"));
        }
        for (var i = 0; i < steps.size(); i++) {
            var name = steps.get(i).text("name");
            if (steps.subList(0, i).stream().anyMatch(step -> step.text("name").equals(name))) {
                problems.add(steps.get(i)
                        .problem(NAMED_TWICE, "the step '" + name + "' twice", "a unique name", "rename one"));
            }
        }
        return problems;
    }

    private static void window(ArtifactEntry runbook, Duration window, List<ArtifactProblem> problems) {
        var needed = Durations.sum(runbook.list("steps"));
        if (!window.isPositive()) {
            problems.add(runbook.at("window")
                    .problem(WINDOW_ENDS_FIRST, "the window ends before it begins", "from before to", "correct it"));
        } else if (needed.compareTo(window) > 0) {
            problems.add(runbook.at("window")
                    .problem(
                            WINDOW_TOO_SHORT,
                            "the steps take " + Durations.words(needed) + ", the window has " + Durations.words(window),
                            "a window long enough for all steps",
                            "ask for a longer window, or shorten the steps"));
        }
    }

    private static Optional<Instant> time(ArtifactEntry at, List<ArtifactProblem> problems) {
        try {
            return Optional.of(OffsetDateTime.parse(at.text()).toInstant());
        } catch (DateTimeException e) {
            problems.add(at.problem(
                    NO_TIME, "'" + at.text() + "' is not a time", "UTC, like 2026-12-01T22:00Z", "correct it"));
            return Optional.empty();
        }
    }
}
