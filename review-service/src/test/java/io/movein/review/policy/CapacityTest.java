package io.movein.review.policy;

import static io.movein.review.policy.CaseFor.aCase;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.PoolFacts;
import io.movein.review.Given;
import org.junit.jupiter.api.Test;

class CapacityTest {
    @Test
    void deniesARunThatFitsNoNode() {
        var pool = PoolFacts.newBuilder()
                .setNodes(2)
                .setLargestNode(Given.resources(900, 32 * Given.GIB, 100 * Given.GIB))
                .setTotal(Given.resources(1_800, 64 * Given.GIB, 200 * Given.GIB))
                .build();

        assertThat(aCase().facts(facts -> facts.setPool(pool)).codes()).containsExactly("capacity.never-fits");
    }

    @Test
    void countsWhatEachRunGetsOfTheDiskBesidesWhatItAsksFor() {
        var pool = Given.aPool(Given.resources(8_000, 32 * Given.GIB, 5 * Given.GIB));
        var room = Given.aPool(Given.resources(8_000, 32 * Given.GIB, 5 * Given.GIB + Given.GIB / 2));

        assertThat(aCase().facts(facts -> facts.setPool(pool)).codes()).isEmpty();
        assertThat(aCase().facts(facts -> facts.setPool(room).setAllowance(Given.ALLOWANCE))
                        .codes())
                .isEmpty();
        assertThat(aCase().facts(facts -> facts.setPool(pool).setAllowance(Given.ALLOWANCE))
                        .findings())
                .contains(Finding.deny(
                        "capacity.never-fits",
                        "a run with additional CPU 1000m, memory 2Gi, storage 5Gi and 512Mi of disk for /tmp and the log does not fit on any node of"
                                + " the migration pool (expected at most CPU 8000m, memory 32Gi, storage 5Gi in total)",
                        "edit the issue: ask for less, or split the migration"));
    }

    @Test
    void waitsWhileNoNodeIsReady() {
        var none = PoolFacts.newBuilder()
                .setLargestNode(Given.resources(0, 0, 0))
                .setTotal(Given.resources(0, 0, 0))
                .build();

        assertThat(aCase().facts(facts -> facts.setPool(none)).codes()).containsExactly("capacity.no-nodes");
    }

    @Test
    void doesNotTakeANodeThatIsAwayForOneThatIsMissing() {
        var pool = PoolFacts.newBuilder()
                .setNodes(1)
                .setLargestNode(Given.resources(900, 32 * Given.GIB, 100 * Given.GIB))
                .setTotal(Given.resources(900, 32 * Given.GIB, 100 * Given.GIB))
                .setLargestRegistered(Given.resources(8_000, 32 * Given.GIB, 100 * Given.GIB))
                .build();

        assertThat(aCase().facts(facts -> facts.setPool(pool)).codes()).containsExactly("capacity.full");
    }

    @Test
    void waitsWhenItDoesNotFitNow() {
        var standing = new Standing(false, null, Given.resources(999, 32 * Given.GIB, 100 * Given.GIB));

        assertThat(aCase().standing(standing).findings())
                .containsExactly(new Finding.Wait(
                        "capacity.full", "capacity in the migration pool (CPU 1000m, memory 2Gi, storage 5Gi)"));
    }

    @Test
    void takesNodesThatDoNotTellTheirStorageAsLargeEnough() {
        assertThat(aCase().facts(facts -> facts.setPool(Given.aPool(Given.resources(8_000, 32 * Given.GIB, 0))))
                        .codes())
                .isEmpty();
    }
}
