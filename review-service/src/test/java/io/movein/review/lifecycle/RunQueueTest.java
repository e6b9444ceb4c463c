package io.movein.review.lifecycle;

import static io.movein.review.Given.GIB;
import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aPool;
import static io.movein.review.Given.aRequest;
import static io.movein.review.Given.resources;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.Facts;
import io.movein.model.PoolFacts;
import io.movein.model.QueuePlace;
import io.movein.model.RunOutcome;
import io.movein.model.State;
import io.movein.model.WaitCause;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunQueueTest {
    private final Story first = Story.begins();
    private final Story sameTenant = first.of("acme/infra#18", "acme-media");
    private final Story otherTenant = first.of("acme/infra#19", "other-media");
    private final Story thirdTenant = first.of("acme/infra#20", "third-media");

    @Test
    void waitsForTheRunThatIsActiveInTheSameTenant() {
        first.running(aRequest());

        sameTenant.approved(aRequest());

        assertThat(sameTenant.status().getState()).isEqualTo(State.QUEUED);
        assertThat(sameTenant.status().getQueue())
                .isEqualTo(QueuePlace.newBuilder()
                        .setPosition(1)
                        .setWaitingFor("another run in the same tenant")
                        .setCause(WaitCause.TENANT)
                        .setTicket(2)
                        .setSince(sameTenant.now())
                        .build());
        assertThat(sameTenant.last().orders()).isEmpty();
    }

    @Test
    void startsWhenTheRunBeforeHasEnded() {
        first.running(aRequest());
        sameTenant.approved(aRequest());

        assertThat(first.runEnds(1, RunOutcome.FAILED))
                .containsExactly("RunFinished", "acme/infra#18 RunOrdered", "acme/infra#18 run-1/launch");
        assertThat(sameTenant.status().getQueue()).isNull();
    }

    @Test
    void letsOthersPassARunWhoseTenantIsBusy() {
        first.running(aRequest());
        sameTenant.approved(aRequest());

        otherTenant.approved(aRequest());

        assertThat(otherTenant.last().orders()).hasSize(1);
    }

    @Test
    void holdsItsPlaceWhenItHasWaitedForCapacityForLong() {
        smallPool(first);
        smallPool(otherTenant);
        first.waits(RunQueue.PATIENCE);
        thirdTenant.reviewed(aRequest().setSpike(resources(200, GIB, GIB)));
        thirdTenant.approves();

        assertThat(thirdTenant.factsArrive(RunQueueTest::small)).containsExactly("MigrationApproved", "RunQueued");
        assertThat(otherTenant.status().getQueue().getWaitingFor())
                .isEqualTo("capacity in the migration pool (CPU 1000m, memory 2Gi, storage 5Gi)");
        assertThat(thirdTenant.status().getQueue().getWaitingFor())
                .isEqualTo("capacity in the migration pool (CPU 200m, memory 1Gi, storage 1Gi)");
        assertThat(thirdTenant.status().getQueue().getCause()).isEqualTo(WaitCause.CAPACITY);
        assertThat(first.runEnds(1, RunOutcome.SUCCEEDED))
                .containsExactly(
                        "RunFinished",
                        "acme/infra#19 RunOrdered",
                        "acme/infra#19 run-1/launch",
                        "acme/infra#20 RunOrdered",
                        "acme/infra#20 run-1/launch");
    }

    @Test
    void letsASmallRunPassWhileItHasNotWaitedForLong() {
        smallPool(first);
        smallPool(otherTenant);
        thirdTenant.reviewed(aRequest().setSpike(resources(200, GIB, GIB)));
        thirdTenant.approves();

        assertThat(thirdTenant.factsArrive(RunQueueTest::small)).contains("run-1/launch");
    }

    @Test
    void neverHoldsUpOthersForARunThatFitsNoNodeAnyMore() {
        smallPool(first);
        smallPool(otherTenant);
        first.waits(RunQueue.PATIENCE);
        first.decides(new Input.PoolObserved(aPool(resources(900, 32 * GIB, 100 * GIB))));
        assertThat(otherTenant.status().getQueue().getWaitingFor())
                .isEqualTo("a node with room for CPU 1000m, memory 2Gi, storage 5Gi: the largest ready node "
                        + "of the migration pool has CPU 900m, memory 32Gi, storage 100Gi");
        first.runEnds(1, RunOutcome.SUCCEEDED);

        thirdTenant.reviewed(aRequest().setSpike(resources(200, GIB, GIB)));
        thirdTenant.approves();

        assertThat(thirdTenant.factsArrive(facts -> facts.setPool(aPool(resources(900, 32 * GIB, 100 * GIB)))))
                .contains("run-1/launch");
    }

    @Test
    void keepsAnApprovalWhenTheOnlyNodeIsAwayForAMoment() {
        first.reviewed(aRequest());
        first.approves();
        var away = PoolFacts.newBuilder()
                .setLargestNode(resources(0, 0, 0))
                .setTotal(resources(0, 0, 0))
                .setLargestRegistered(resources(8_000, 32 * GIB, 100 * GIB))
                .build();

        assertThat(first.factsArrive(facts -> facts.setPool(away))).containsExactly("MigrationApproved", "RunQueued");
        assertThat(first.status().getQueue().getWaitingFor()).isEqualTo("a node: none in the migration pool is ready");
        assertThat(first.decides(new Input.PoolObserved(aPool(resources(8_000, 32 * GIB, 100 * GIB)))))
                .containsExactly("RunOrdered", "run-1/launch");
    }

    @Test
    void tellsNobodyThatOthersBeforeThemHaveGone() {
        first.running(aRequest());
        sameTenant.approved(aRequest());
        var behind = first.of("acme/infra#21", "acme-media").approved(aRequest());

        assertThat(sameTenant.stops(OWNER)).containsExactly("ApprovalVoided");
        assertThat(behind.status().getQueue().getTicket()).isEqualTo(3);
        assertThat(thirdTenant.files(aRequest())).containsExactly("MigrationRequested");
    }

    @Test
    void tellsOnlyTheFirstOfATenantWhenAllOfThemWaitForSomethingElse() {
        approved(first, 1_000);
        approved(otherTenant, 1_000);
        IntStream.range(0, 30).forEach(i -> approved(first.of("acme/infra#" + (100 + i), "acme-media"), 1_600));

        var told = first.runEnds(1, RunOutcome.SUCCEEDED);

        assertThat(told).containsExactly("RunFinished", "acme/infra#100 RunQueued");
    }

    @Test
    void tellsAgainWhenItIsANodeThatIsWaitedFor() {
        smallPool(first);
        smallPool(otherTenant);

        assertThat(otherTenant.decides(new Input.PoolObserved(aPool(resources(900, 32 * GIB, 100 * GIB)))))
                .containsExactly("RunQueued");
        assertThat(otherTenant.status().getQueue().getCause()).isEqualTo(WaitCause.NODE);
        assertThat(otherTenant.decides(new Input.PoolObserved(aPool(resources(800, 32 * GIB, 100 * GIB)))))
                .isEmpty();
    }

    @Test
    void startsWhenThePoolHasGrown() {
        smallPool(first);
        smallPool(otherTenant);

        assertThat(otherTenant.decides(new Input.PoolObserved(aPool(resources(4_000, 32 * GIB, 100 * GIB)))))
                .containsExactly("RunOrdered", "run-1/launch");
    }

    @Test
    void saysNothingWhenThePoolIsAsBefore() {
        smallPool(first);

        first.decides(new Input.PoolObserved(first.platform.pool().getSize()));

        assertThat(first.last()).isEqualTo(new Decision(List.of()));
    }

    /** In a pool of 2,500 thousandths of a CPU. */
    private static void approved(Story story, long cpuMillis) {
        UnaryOperator<Facts.Builder> pool = facts -> facts.setPool(aPool(resources(2_500, 32 * GIB, 1_000 * GIB)));
        story.files(aRequest().setSpike(resources(cpuMillis, GIB, GIB)));
        story.factsArrive(pool);
        story.approves();
        story.factsArrive(pool);
    }

    private static void smallPool(Story story) {
        story.files(aRequest());
        story.factsArrive(RunQueueTest::small);
        story.approves();
        story.factsArrive(RunQueueTest::small);
    }

    private static Facts.Builder small(Facts.Builder facts) {
        return facts.setPool(aPool(resources(1_200, 32 * GIB, 100 * GIB)));
    }
}
