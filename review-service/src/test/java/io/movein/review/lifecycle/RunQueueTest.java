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
import java.util.List;
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
                .isEqualTo(new QueuePlace(1, "run 1 of acme/infra#17, which is active in the same tenant"));
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
        assertThat(otherTenant.status().getQueue())
                .isEqualTo(new QueuePlace(1, "capacity in the migration pool (CPU 1000m, memory 2Gi, storage 5Gi)"));
        assertThat(thirdTenant.status().getQueue())
                .isEqualTo(new QueuePlace(2, "capacity in the migration pool (CPU 200m, memory 1Gi, storage 1Gi)"));
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
                .isEqualTo("a node with room for CPU 1000m, memory 2Gi, storage 5Gi: the largest of the migration pool "
                        + "that is ready has CPU 900m, memory 32Gi, storage 100Gi");
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
        assertThat(first.status().getQueue().getWaitingFor()).isEqualTo("a node: none of the migration pool is ready");
        assertThat(first.decides(new Input.PoolObserved(aPool(resources(8_000, 32 * GIB, 100 * GIB)))))
                .containsExactly("RunOrdered", "run-1/launch");
    }

    @Test
    void tellsThoseFarBehindOnlyWhenTheirPlaceHasHalved() {
        first.running(aRequest());
        var waiting = java.util.stream.IntStream.range(0, 30)
                .mapToObj(i -> first.of("acme/infra#" + (100 + i), "acme-media").approved(aRequest()))
                .toList();

        var told = waiting.getFirst().stops(OWNER);

        assertThat(told).hasSize(1 + 10);
        assertThat(waiting.getLast().status().getQueue().getPosition()).isEqualTo(30);
    }

    @Test
    void tellsANewPlaceOnlyToThoseWhoHaveOne() {
        first.running(aRequest());
        sameTenant.approved(aRequest());
        var behind = first.of("acme/infra#21", "acme-media").approved(aRequest());
        assertThat(behind.status().getQueue().getPosition()).isEqualTo(2);

        assertThat(sameTenant.stops(OWNER)).containsExactly("ApprovalVoided", "acme/infra#21 RunQueued");
        assertThat(behind.status().getQueue().getPosition()).isEqualTo(1);
        assertThat(thirdTenant.files(aRequest())).containsExactly("MigrationRequested");
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
