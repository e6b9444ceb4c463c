package io.movein.review.plan.check;

import io.movein.contract.plan.StageArtifact;
import io.movein.model.ArtifactProblem;
import io.movein.model.Stage;
import io.movein.review.plan.artifact.ArtifactEntry;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The way back fits into the recovery time objective, as planned and as rehearsed, and the point of no return is a step of the runbook. */
public final class RollbackEngineer implements StageCheck {
    static final String OVER_OBJECTIVE = "rollback-engineer.over-objective";
    static final String NOT_REHEARSED = "rollback-engineer.not-rehearsed";
    static final String UNKNOWN_STEP = "rollback-engineer.unknown-step";

    @Override
    public Stage stage() {
        return Stage.CUTOVER;
    }

    @Override
    public Set<String> codes() {
        return Set.of(OVER_OBJECTIVE, NOT_REHEARSED, UNKNOWN_STEP);
    }

    @Override
    public Set<StageArtifact> needs() {
        return Set.of(StageArtifact.RUNBOOK, StageArtifact.ROLLBACK);
    }

    @Override
    public List<ArtifactProblem> check(StageCase theCase) {
        var problems = new ArrayList<ArtifactProblem>();
        var rollback = theCase.entry(StageArtifact.ROLLBACK);
        var objective = theCase.request().getRecoveryTimeObjectiveSeconds();
        if (objective != null) {
            var within = Duration.ofSeconds(objective);
            over(rollback.at("steps"), "its steps take", Durations.sum(rollback.list("steps")), within, problems);
            var took = rollback.at("rehearsed").at("took");
            over(took, "its rehearsal took", Durations.of(took.text()), within, problems);
        }
        rehearsed(
                rollback.at("rehearsed").at("on"),
                theCase.entry(StageArtifact.RUNBOOK).at("window").text("from"),
                problems);
        var step = rollback.at("point-of-no-return").at("step");
        if (theCase.entry(StageArtifact.RUNBOOK).list("steps").stream()
                .noneMatch(known -> known.text("name").equals(step.text()))) {
            problems.add(step.problem(
                    UNKNOWN_STEP,
                    "runbook.yaml has no step '" + step.text() + "'",
                    "the name of a step of runbook.yaml",
                    "correct the name"));
        }
        return problems;
    }

    /** A window that is no time is told by the coordinator. */
    private static void rehearsed(ArtifactEntry on, String from, List<ArtifactProblem> problems) {
        try {
            var day = LocalDate.parse(on.text()).toString();
            if (day.compareTo(from) > 0) {
                problems.add(on.problem(
                        NOT_REHEARSED,
                        "the way back was rehearsed on " + day + ", and the window begins at " + from,
                        "a rehearsal before the window",
                        "rehearse the way back first, or correct the date"));
            }
        } catch (DateTimeException e) {
            problems.add(on.problem(
                    NOT_REHEARSED, "'" + on.text() + "' is not a date", "a date like 2026-11-20", "correct the date"));
        }
    }

    private static void over(
            ArtifactEntry at, String what, Duration taken, Duration objective, List<ArtifactProblem> problems) {
        if (taken.compareTo(objective) > 0) {
            problems.add(at.problem(
                    OVER_OBJECTIVE,
                    what + " " + Durations.words(taken),
                    "at most the recovery time objective, " + Durations.words(objective),
                    "shorten the way back, or let the plan's issue name another objective"));
        }
    }
}
