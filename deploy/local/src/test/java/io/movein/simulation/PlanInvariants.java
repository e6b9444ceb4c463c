package io.movein.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.MigrationId;
import io.movein.contract.plan.PlanPaths;
import io.movein.contract.plan.StageArtifact;
import io.movein.event.StagePassed;
import io.movein.model.Gate;
import io.movein.model.Mode;
import io.movein.model.PlanState;
import io.movein.order.LaunchRun;
import io.movein.review.state.MigrationPlan;
import java.util.Collection;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What must be true of a migration plan after every step, and in the end. */
final class PlanInvariants {
    private final Planners planners;
    private final SimulatedGit git;
    private final SimulatedGitHub github;
    private int stages;
    private int launched;

    PlanInvariants(Planners planners, SimulatedGit git, SimulatedGitHub github) {
        this.planners = planners;
        this.git = git;
        this.github = github;
    }

    /** How many stages have passed, again ones included. */
    int stages() {
        return stages;
    }

    /** How many live runs of the plan were ordered. */
    int launched() {
        return launched;
    }

    /** No stage passes without its gate's word for exactly the commit that is on the base branch, nor with what is wrong. */
    void happened(SpecificRecord event) {
        if (!(event instanceof StagePassed passed)) {
            return;
        }
        stages++;
        var commit = passed.getCommit();
        var stage = passed.getStatus().getStages().stream()
                .filter(it -> it.getStage() == passed.getStage())
                .findFirst()
                .orElseThrow();
        var told = passed.getStage() + " at " + commit;
        assertThat(git.isOnMain(commit)).as("%s is on the base branch", told).isTrue();
        assertThat(passed.getApproval().getCommit()).as(told).isEqualTo(commit);
        var plan = MigrationId.parse(passed.getMigration());
        assertThat(StageArtifact.of(passed.getStage()))
                .as("artifacts of %s", told)
                .allSatisfy(artifact -> assertThat(git.filesOf(commit).get(PlanPaths.path(plan, artifact)))
                        .isNotNull()
                        .isNotEqualTo(Planners.WRONG));
        assertThat(isSaid(stage.getGate(), commit, stage.getBranch()))
                .as("the gate %s said yes to %s", stage.getGate(), told)
                .isTrue();
    }

    private boolean isSaid(Gate gate, String commit, String branch) {
        return switch (gate) {
            case AUTO -> true;
            case ASK -> planners.saidYesTo(commit);
            case EXTERNAL -> planners.reviewed(commit) && !planners.reviewerWrote(branch);
            case UNKNOWN -> false;
        };
    }

    /** No live run of a plan before all of its stages have passed, and only with what it names. */
    void ordered(LaunchRun launch, @Nullable MigrationPlan plan) {
        if (launch.getSpec().getMode() != Mode.LIVE || plan == null) {
            return;
        }
        launched++;
        assertThat(plan.getStatus().getState())
                .as("the plan of %s", launch.getMigration())
                .isEqualTo(PlanState.READY);
        assertThat(plan.getStatus().getArtifacts())
                .as("the artifacts for %s", launch.getMigration())
                .anyMatch(
                        artifact -> artifact.getImage().equals(launch.getSpec().getImage()));
    }

    void allIsOver(Collection<MigrationPlan> plans) {
        assertThat(plans)
                .allSatisfy(plan ->
                        assertThat(plan.getStatus().getState()).as(plan.getId()).isEqualTo(PlanState.CLOSED));
        var issue = github.look(planners.number());
        assertThat(issue.open).as("the plan's issue is open").isFalse();
        assertThat(issue.comments.stream()
                        .filter(comment -> comment.isBy(SimulatedGitHub.BOT)
                                && comment.body().startsWith("<!-- movein:status ")))
                .as("status comments of the plan")
                .hasSizeLessThanOrEqualTo(1);
    }
}
