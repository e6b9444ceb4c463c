package io.movein.review.policy;

import static io.movein.review.policy.Finding.NOTHING;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * At most one run is active in a tenant; the next one waits. Two processes that write to one destination at the same time
 * would each be judged by what the other did.
 */
public final class OneRunPerTenant implements Check {
    static final String BUSY = "one-run-per-tenant.busy";

    @Override
    public Set<String> codes() {
        return Set.of(BUSY);
    }

    @Override
    public List<Finding> check(Case theCase) {
        return waitingFor(theCase.standing().activeRun())
                .map(reason -> List.<Finding>of(new Finding.Wait(BUSY, reason)))
                .orElse(NOTHING);
    }

    /** What a run in this tenant waits for; empty where none is active. */
    public static Optional<String> waitingFor(@Nullable String activeRun) {
        return Optional.ofNullable(activeRun).map(run -> run + ", which is active in the same tenant");
    }
}
