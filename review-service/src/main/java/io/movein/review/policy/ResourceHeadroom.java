package io.movein.review.policy;

import static io.movein.review.policy.Finding.NOTHING;
import static java.util.Objects.requireNonNull;

import io.movein.model.Resources;
import io.movein.review.policy.Amounts.Amount;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tenant's normal use plus what the run declares stays within twice the normal use, for CPU, memory and storage each on its own. A
 * migration may make a tenant breathe harder for a while; one that needs more than the tenant itself is either split or is
 * really a request for a larger tenant.
 */
final class ResourceHeadroom implements Check {
    private static final Map<Amount, String> CODES = Map.of(
            Amounts.CPU, "resources.cpu-above-headroom",
            Amounts.MEMORY, "resources.memory-above-headroom",
            Amounts.STORAGE, "resources.storage-above-headroom");

    @Override
    public Set<String> codes() {
        return Set.copyOf(CODES.values());
    }

    @Override
    public Optional<String> needs(Case theCase) {
        if (theCase.request().getSpike() == null) {
            return Optional.of("the additional CPU, memory and storage");
        }
        return theCase.tenant().isPresent() ? Optional.empty() : Optional.of("the tenant");
    }

    @Override
    public List<Finding> check(Case theCase) {
        var spike = Amounts.asRead(theCase.request());
        return theCase.tenant()
                .map(tenant -> check(spike, tenant.getSteadyState()))
                .orElse(NOTHING);
    }

    private static List<Finding> check(Amounts.AsRead read, Resources steady) {
        var spike = read.values();
        return read.amounts().stream()
                .filter(amount -> amount.in(spike) > amount.in(steady))
                .map(
                        amount -> Finding.deny(
                                requireNonNull(CODES.get(amount)),
                                "additional " + amount.name() + " " + amount.text(spike)
                                        + " exceeds the tenant's normal use (expected at most " + amount.text(steady)
                                        + ", so that both together stay within twice the normal use)",
                                "edit the issue: ask for less, or split the migration; or resize the tenant through 'modify my capability'"))
                .toList();
    }
}
