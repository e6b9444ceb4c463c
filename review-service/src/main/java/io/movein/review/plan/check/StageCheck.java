package io.movein.review.plan.check;

import io.movein.contract.plan.StageArtifact;
import io.movein.model.ArtifactProblem;
import io.movein.model.Stage;
import java.util.List;
import java.util.Set;

/** One duty of a stage. Pure: the same case gives the same problems. */
public interface StageCheck {

    Stage stage();

    /** Every code that it can find, each {@code duty.reason}. Stable: people refer to them. */
    Set<String> codes();

    /** The artifacts that it compares; it is not made without them, as each has problems of its own then. */
    Set<StageArtifact> needs();

    /** Nothing: the duty is done. */
    List<ArtifactProblem> check(StageCase theCase);
}
