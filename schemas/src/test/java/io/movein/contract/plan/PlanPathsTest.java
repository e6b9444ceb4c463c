package io.movein.contract.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.MigrationId;
import io.movein.model.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanPathsTest {
    private static final MigrationId PLAN = MigrationId.parse("acme/platform#12");

    @ParameterizedTest
    @CsvSource({"ASSESSMENT, 1, movein/plan-12/assessment", "CUTOVER, 2, movein/plan-12/cutover-2"})
    void aBranchIsReadBackAsTheAttemptItWasMadeFor(Stage stage, int attempt, String branch) {
        assertThat(PlanPaths.branch(PLAN, stage, attempt)).isEqualTo(branch);

        assertThat(PlanPaths.parse(branch)).contains(new PlanPaths.StageBranch(12, stage, attempt));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "main",
                "movein/plan-12/unknown",
                "movein/plan-12/mapping-1",
                "movein/plan-12/mapping-0",
                "movein/plan-012/mapping",
                "movein/plan-12/mapping/more",
                "refs/heads/movein/plan-12/mapping"
            })
    void anotherBranchIsNoStages(String branch) {
        assertThat(PlanPaths.parse(branch)).isEmpty();
    }

    @Test
    void anArtifactLiesInTheFolderOfItsPlan() {
        assertThat(PlanPaths.path(PLAN, StageArtifact.RUNBOOK)).isEqualTo("plans/12/runbook.yaml");
        assertThat(StageArtifact.named("runbook.yaml")).contains(StageArtifact.RUNBOOK);
        assertThat(StageArtifact.of(Stage.ASSESSMENT)).containsExactly(StageArtifact.INVENTORY, StageArtifact.RISKS);
    }
}
