package io.movein.review.plan.check;

import io.movein.contract.plan.StageArtifact;
import io.movein.model.CheckResult;
import io.movein.model.PlanRequest;
import io.movein.model.PlanRun;
import io.movein.review.plan.artifact.ArtifactDocument;
import io.movein.review.plan.artifact.ArtifactEntry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * All that a duty's check may look at.
 *
 * @param artifacts those that can be relied upon
 * @param runs      of migrations that name the plan
 */
public record StageCase(PlanRequest request, Map<StageArtifact, ArtifactDocument> artifacts, List<Proven> runs) {

    /** A run and what it proved. */
    public record Proven(PlanRun run, List<CheckResult> checks) {}

    boolean has(StageArtifact artifact) {
        return artifacts.containsKey(artifact);
    }

    ArtifactEntry entry(StageArtifact artifact) {
        return Objects.requireNonNull(artifacts.get(artifact)).entry();
    }

    /** By the number of its migration issue, in the repository of the plan. */
    public Optional<Proven> run(int migration, int run) {
        return runs.stream()
                .filter(proven -> proven.run().getOf().endsWith("#" + migration)
                        && proven.run().getRun() == run)
                .findFirst();
    }
}
