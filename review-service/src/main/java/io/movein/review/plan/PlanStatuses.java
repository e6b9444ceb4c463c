package io.movein.review.plan;

import io.movein.contract.issue.PlanCommandWord;
import io.movein.model.Gate;
import io.movein.model.GateChoice;
import io.movein.model.PlanRequest;
import io.movein.model.PlanState;
import io.movein.model.PlanStatus;
import io.movein.model.PlanTurn;
import io.movein.model.Stage;
import io.movein.model.StageState;
import io.movein.model.StageStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What follows from a plan's status. */
final class PlanStatuses {
    private PlanStatuses() {}

    static StageStatus stage(PlanStatus status, Stage stage) {
        return status.getStages().stream()
                .filter(one -> one.getStage() == stage)
                .findFirst()
                .orElseThrow();
    }

    static Optional<StageStatus> current(PlanStatus status) {
        return status.getStages().stream()
                .filter(stage -> stage.getState() != StageState.PASSED)
                .findFirst();
    }

    /** All five, none of them opened. */
    static List<StageStatus> none(PlanRequest request, Instant now) {
        return PlanCommandWord.stages().stream()
                .map(stage -> StageStatus.newBuilder()
                        .setStage(stage)
                        .setGate(gate(request, stage))
                        .setState(StageState.WAITING)
                        .setSince(now)
                        .build())
                .toList();
    }

    static Gate gate(PlanRequest request, Stage stage) {
        return request.getGates().stream()
                .filter(choice -> choice.getStage() == stage && choice.getGate() != Gate.UNKNOWN)
                .map(GateChoice::getGate)
                .findFirst()
                .orElseGet(() -> usual(stage));
    }

    private static Gate usual(Stage stage) {
        return switch (stage) {
            case ASSESSMENT -> Gate.AUTO;
            case MAPPING, MIGRATE, VALIDATION -> Gate.ASK;
            case CUTOVER, UNKNOWN -> Gate.EXTERNAL;
        };
    }

    static PlanTurn turn(PlanStatus status) {
        return switch (status.getState()) {
            case NEEDS_CHANGES, READY -> PlanTurn.OWNER;
            case CLOSED -> PlanTurn.NOBODY;
            case IN_STAGES -> current(status).map(PlanStatuses::turn).orElse(PlanTurn.MOVEIN);
            case UNKNOWN -> PlanTurn.UNKNOWN;
        };
    }

    private static PlanTurn turn(StageStatus stage) {
        return switch (stage.getState()) {
            case ASKING -> stage.getGate() == Gate.EXTERNAL ? PlanTurn.REVIEWER : PlanTurn.OWNER_OR_OPERATOR;
            case NEEDS_WORK -> PlanTurn.OWNER;
            case MERGING -> stage.getBlocked() == null ? PlanTurn.MOVEIN : PlanTurn.OWNER;
            case OPENING, WAITING, PASSED, STALE, UNKNOWN -> PlanTurn.MOVEIN;
        };
    }

    static boolean isOpen(StageStatus stage) {
        return switch (stage.getState()) {
            case OPENING, NEEDS_WORK, ASKING, MERGING -> true;
            case WAITING, PASSED, STALE, UNKNOWN -> false;
        };
    }

    static boolean isOver(PlanStatus status) {
        return status.getState() == PlanState.CLOSED;
    }
}
