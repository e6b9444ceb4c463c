package io.movein.review.plan;

import io.movein.command.StageRead;
import io.movein.review.plan.check.PullRequestFiles;
import io.movein.review.plan.check.StageCase;
import io.movein.review.state.MigrationPlan;
import io.movein.review.state.PassedArtifact;
import io.movein.review.state.RunEvidence;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The artifacts of a plan as its last pull request has them, with what its runs proved. */
record StageFiles(PullRequestFiles pullRequest, StageCase theCase) {

    static StageFiles of(MigrationPlan plan, StageRead read) {
        var passed =
                plan.getPassed().stream().collect(Collectors.toMap(PassedArtifact::getPath, PassedArtifact::getSha256));
        var files = PullRequestFiles.of(read, passed);
        return new StageFiles(files, new StageCase(plan.getStatus().getRequest(), files.artifacts(), runs(plan)));
    }

    /** What a stage begins with; nothing was read before the first. */
    static StageCase known(MigrationPlan plan, @Nullable StageRead read) {
        return read == null
                ? new StageCase(plan.getStatus().getRequest(), Map.of(), runs(plan))
                : of(plan, read).theCase();
    }

    private static List<StageCase.Proven> runs(MigrationPlan plan) {
        return plan.getStatus().getRuns().stream()
                .map(run -> new StageCase.Proven(
                        run,
                        plan.getEvidence().stream()
                                .filter(evidence -> evidence.getMigration().equals(run.getOf())
                                        && evidence.getRun() == run.getRun())
                                .findFirst()
                                .map(RunEvidence::getChecks)
                                .orElse(List.of())))
                .toList();
    }
}
