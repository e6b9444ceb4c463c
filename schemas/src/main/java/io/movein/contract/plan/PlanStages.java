package io.movein.contract.plan;

import io.movein.model.Gate;
import io.movein.model.PlanState;
import io.movein.model.PlanStatus;
import io.movein.model.StageState;
import io.movein.model.StageStatus;
import java.util.Optional;

/** What can be told of a plan's stages by its status. */
public final class PlanStages {
    private PlanStages() {}

    /** The one that is worked on; empty: none is. */
    public static Optional<StageStatus> current(PlanStatus status) {
        return status.getState() != PlanState.IN_STAGES
                ? Optional.empty()
                : status.getStages().stream()
                        .filter(stage -> stage.getState() != StageState.PASSED)
                        .findFirst();
    }

    /** The one whose gate an operator can open, as the owner can; empty: none asks for either. */
    public static Optional<StageStatus> waitsForOperator(PlanStatus status) {
        return current(status).filter(stage -> stage.getState() == StageState.ASKING && stage.getGate() == Gate.ASK);
    }
}
