package io.movein.review.policy;

import static io.movein.review.policy.Finding.NOTHING;
import static io.movein.review.policy.Finding.denied;

import io.movein.model.Allowance;
import io.movein.model.PoolFacts;
import io.movein.model.Resources;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the run asks for can fit the nodes on which migrations run; where it only does not fit now, or no node is ready, the run waits. A
 * run that no node can ever take would stay pending for ever, and is better refused than approved. Once it was approved it
 * keeps its approval and waits: a node that is away comes back.
 */
public final class Capacity implements Check {
    private static final Resources UNLIMITED = Resources.newBuilder()
            .setCpuMillis(Long.MAX_VALUE / 2)
            .setMemoryBytes(Long.MAX_VALUE / 2)
            .setStorageBytes(Long.MAX_VALUE / 2)
            .build();

    static final String NO_NODES = "capacity.no-nodes";
    static final String NEVER_FITS = "capacity.never-fits";
    static final String FULL = "capacity.full";

    @Override
    public Set<String> codes() {
        return Set.of(NO_NODES, NEVER_FITS, FULL);
    }

    @Override
    public Optional<String> needs(Case theCase) {
        return theCase.request().getSpike() != null
                ? Optional.empty()
                : Optional.of("the additional CPU, memory and storage");
    }

    @Override
    public List<Finding> check(Case theCase) {
        var spike = theCase.request().getSpike();
        if (spike == null) {
            return NOTHING;
        }
        var pool = theCase.facts().getPool();
        var allowance = theCase.facts().getAllowance();
        var needed = Amounts.withAllowance(spike, allowance);
        if (!fitsIn(told(pool, registered(pool)), needed)) {
            return denied(
                    NEVER_FITS,
                    "a run with additional " + Amounts.text(spike) + besides(allowance)
                            + " does not fit on any node of the migration pool (expected at most "
                            + Amounts.text(registered(pool)) + " in total)",
                    "edit the issue: ask for less, or split the migration");
        }
        return waitingFor(needed, pool, theCase.standing().free())
                .map(reason -> List.<Finding>of(new Finding.Wait(pool.getNodes() == 0 ? NO_NODES : FULL, reason)))
                .orElse(NOTHING);
    }

    private static String besides(@Nullable Allowance allowance) {
        return allowance == null
                ? ""
                : " and " + Amounts.STORAGE.text(Amounts.withAllowance(Amounts.NONE, allowance))
                        + " of disk for /tmp and the log";
    }

    /** What a run that takes this much, the allowance included, waits for; empty where it fits now. */
    public static Optional<String> waitingFor(Resources spike, @Nullable PoolFacts pool, Resources free) {
        if (pool == null || pool.getNodes() == 0) {
            return Optional.of("a node: none in the migration pool is ready");
        }
        if (!fitsNode(spike, pool)) {
            return Optional.of("a node with room for " + Amounts.text(spike)
                    + ": the largest ready node of the migration pool has " + Amounts.text(pool.getLargestNode()));
        }
        return fitsIn(free, spike)
                ? Optional.empty()
                : Optional.of("capacity in the migration pool (" + Amounts.text(spike) + ")");
    }

    /** Whether some node that is ready could take it, were it empty. */
    public static boolean fitsNode(Resources spike, @Nullable PoolFacts pool) {
        return pool != null && pool.getNodes() > 0 && fitsIn(largest(pool), spike);
    }

    /** What the pool has in all, as far as it says so. */
    public static Resources total(PoolFacts pool) {
        return told(pool, pool.getTotal());
    }

    /** Where that is not known, and none is ready, there is no telling. */
    private static Resources registered(PoolFacts pool) {
        if (pool.getLargestRegistered() != null) {
            return pool.getLargestRegistered();
        }
        return pool.getNodes() > 0 ? pool.getLargestNode() : UNLIMITED;
    }

    private static Resources largest(PoolFacts pool) {
        return told(pool, pool.getLargestNode());
    }

    /** Nodes may keep silent about storage; then there is no telling and no limit. */
    private static Resources told(PoolFacts pool, Resources resources) {
        var tells = pool.getNodes() == 0 || pool.getTotal().getStorageBytes() > 0;
        return tells
                ? resources
                : Resources.newBuilder(resources)
                        .setStorageBytes(UNLIMITED.getStorageBytes())
                        .build();
    }

    private static boolean fitsIn(Resources room, Resources spike) {
        return Amounts.ALL.stream().allMatch(amount -> amount.in(spike) <= amount.in(room));
    }
}
