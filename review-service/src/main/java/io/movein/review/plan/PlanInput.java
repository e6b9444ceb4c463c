package io.movein.review.plan;

import io.movein.model.CheckResult;
import io.movein.model.PlanRun;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** What a plan is asked to judge. */
public sealed interface PlanInput {

    /** What somebody asked for, or what was read; the id is GitHub's. */
    record Command(String id, SpecificRecord body) implements PlanInput {}

    /** A migration names the plan. */
    record Named(String migration) implements PlanInput {}

    /** A run of a migration that names the plan has ended. */
    record RunEnded(PlanRun run, List<CheckResult> checks) implements PlanInput {}

    /** Its owner said that the result is right. */
    record RunValidated(String migration, int run) implements PlanInput {}

    /** The command with this id led to a decision that no record can carry. */
    record TooLarge(String id, SpecificRecord body, int bytes) implements PlanInput {}
}
