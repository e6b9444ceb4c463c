package io.movein.review.policy;

import static io.movein.review.policy.Finding.NOTHING;
import static io.movein.review.policy.Finding.denied;

import io.movein.model.PoolFacts;
import io.movein.model.Resources;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The spike can fit the nodes on which migrations run; where it only does not fit now, the run waits. A run that no node
 * can ever take would stay pending for ever, and is better refused than approved.
 */
public final class Capacity implements Check {
    static final String NO_NODES = "capacity.no-nodes";
    static final String NEVER_FITS = "capacity.never-fits";
    static final String FULL = "capacity.full";

    @Override
    public Set<String> codes() {
        return Set.of(NO_NODES, NEVER_FITS, FULL);
    }

    @Override
    public List<Finding> check(Case theCase) {
        var spike = theCase.request().getSpike();
        if (spike == null) {
            return NOTHING;
        }
        if (theCase.facts().getPool().getNodes() == 0) {
            return denied(
                    NO_NODES,
                    "no node of the migration pool is ready (expected at least one)",
                    "nothing to edit: this is looked at again every minute; tell the operators if it lasts");
        }
        if (!fitsIn(largest(theCase.facts().getPool()), spike)) {
            return denied(
                    NEVER_FITS,
                    "a spike of " + Amounts.text(spike) + " fits no node of the migration pool (expected at most "
                            + Amounts.text(theCase.facts().getPool().getLargestNode()) + ")",
                    "reduce the spike or split the migration, and edit the issue");
        }
        return waitingFor(spike, theCase.standing().free())
                .map(reason -> List.<Finding>of(new Finding.Wait(FULL, reason)))
                .orElse(NOTHING);
    }

    /** What a run with this spike waits for; empty where it fits now. */
    public static Optional<String> waitingFor(Resources spike, Resources free) {
        return fitsIn(free, spike)
                ? Optional.empty()
                : Optional.of("capacity in the migration pool (" + Amounts.text(spike) + ")");
    }

    /** What the pool has in all, as far as it says so. */
    public static Resources total(PoolFacts pool) {
        return told(pool, pool.getTotal());
    }

    private static Resources largest(PoolFacts pool) {
        return told(pool, pool.getLargestNode());
    }

    /** Nodes may keep silent about storage; then there is no telling and no limit. */
    private static Resources told(PoolFacts pool, Resources resources) {
        return pool.getTotal().getStorageBytes() > 0
                ? resources
                : Resources.newBuilder(resources)
                        .setStorageBytes(Long.MAX_VALUE / 2)
                        .build();
    }

    private static boolean fitsIn(Resources room, Resources spike) {
        return Amounts.ALL.stream().allMatch(amount -> amount.in(spike) <= amount.in(room));
    }
}
