package io.movein.review.policy;

import static io.movein.review.policy.Finding.NOTHING;
import static io.movein.review.policy.Finding.deny;

import io.movein.model.TenantFacts;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every named secret is registered for migrations in the tenant's namespace. A run gets its secrets as files; without this
 * rule a request could name, and a process then read, any secret of the tenant. Only names are known here, never values.
 */
final class Secrets implements Check {
    static final String NOT_REGISTERED = "secrets.not-registered";

    @Override
    public Set<String> codes() {
        return Set.of(NOT_REGISTERED);
    }

    @Override
    public Optional<String> needs(Case theCase) {
        return theCase.tenant().isPresent() || theCase.request().getSecrets().isEmpty()
                ? Optional.empty()
                : Optional.of("the tenant");
    }

    @Override
    public List<Finding> check(Case theCase) {
        return theCase.tenant()
                .map(tenant -> missing(theCase.request().getSecrets(), tenant))
                .orElse(NOTHING);
    }

    private static List<Finding> missing(List<String> named, TenantFacts tenant) {
        return named.stream()
                .filter(secret -> !tenant.getRegisteredSecrets().contains(secret))
                .map(secret -> deny(
                        NOT_REGISTERED,
                        "secret '" + secret + "' is not registered for migrations in namespace " + tenant.getNamespace()
                                + " (expected its name in the ConfigMap movein-secrets, which the platform maintains)",
                        "register the secret in your tenant, or edit the issue to name a registered one"))
                .toList();
    }
}
