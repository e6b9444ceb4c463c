package io.movein.review.policy;

import static io.movein.review.policy.CaseFor.aCase;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.Digest;
import io.movein.model.Mode;
import io.movein.model.PlanArtifact;
import io.movein.model.PlanRequest;
import io.movein.model.PlanState;
import io.movein.model.PlanStatus;
import io.movein.model.PlanTurn;
import io.movein.review.Given;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlanGateTest {
    private static final String PLAN = "acme/infra#40";
    private static final String CONFIGURATION = "batch: 500";

    @Test
    void allowsALiveRunOfAPlanThatIsReady() {
        assertThat(codes(Mode.LIVE, plan())).isEmpty();
    }

    @Test
    void allowsARehearsalBeforeCutoverHasPassed() {
        assertThat(codes(
                        Mode.DRY_RUN,
                        PlanStatus.newBuilder(plan())
                                .setState(PlanState.IN_STAGES)
                                .build()))
                .isEmpty();
    }

    @Test
    void deniesALiveRunBeforeCutoverHasPassed() {
        assertThat(codes(
                        Mode.LIVE,
                        PlanStatus.newBuilder(plan())
                                .setState(PlanState.IN_STAGES)
                                .build()))
                .containsExactly("plan.cutover-not-passed");
    }

    @Test
    void deniesAPlanThatThereIsNotOrThatIsOver() {
        assertThat(codes(Mode.DRY_RUN, null)).containsExactly("plan.unknown");
        assertThat(codes(
                        Mode.DRY_RUN,
                        PlanStatus.newBuilder(plan()).setState(PlanState.CLOSED).build()))
                .containsExactly("plan.over");
    }

    @Test
    void deniesAnotherImageAndAnotherConfiguration() {
        assertThat(codes(Mode.LIVE, with(it -> it.setImage("x@sha256:" + "0".repeat(64)))))
                .containsExactly("plan.other-artifact");
        assertThat(codes(Mode.LIVE, with(it -> it.setConfigurationSha256(null))))
                .containsExactly("plan.other-artifact");
    }

    @Test
    void deniesATenantThatThePlanDoesNotName() {
        assertThat(codes(
                        Mode.LIVE,
                        PlanStatus.newBuilder(plan())
                                .setRequest(PlanRequest.newBuilder()
                                        .setTenants(List.of(77_777))
                                        .build())
                                .build()))
                .containsExactly("plan.other-tenant");
    }

    private static PlanStatus with(UnaryOperator<PlanArtifact.Builder> change) {
        var artifact = change.apply(
                        PlanArtifact.newBuilder(plan().getArtifacts().getFirst()))
                .build();
        return PlanStatus.newBuilder(plan()).setArtifacts(List.of(artifact)).build();
    }

    private static PlanStatus plan() {
        return PlanStatus.newBuilder()
                .setState(PlanState.READY)
                .setAuthor(Given.OWNER)
                .setTitle("Move the shop")
                .setRevision("0".repeat(32))
                .setRequest(PlanRequest.newBuilder()
                        .setTenants(List.of(Objects.requireNonNull(
                                Given.anOnboardingIssue().build().getNumber())))
                        .build())
                .setTurn(PlanTurn.OWNER)
                .setArtifacts(List.of(PlanArtifact.newBuilder()
                        .setName("media")
                        .setImage(
                                Objects.requireNonNull(Given.aRequest().build().getImage()))
                        .setConfigurationSha256(Digest.sha256(CONFIGURATION))
                        .build()))
                .setRequestedAt(Given.NOON)
                .build();
    }

    private static List<String> codes(Mode mode, @Nullable PlanStatus plan) {
        var usual = aCase();
        return usual.request(it -> it.setMode(mode).setMigrationPlan(PLAN).setConfiguration(CONFIGURATION))
                .standing(new Standing(false, null, usual.standing().free(), null, plan))
                .codes();
    }
}
