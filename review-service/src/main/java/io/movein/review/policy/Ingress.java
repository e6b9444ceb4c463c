package io.movein.review.policy;

import static io.movein.review.policy.Finding.deny;

import io.movein.model.TenantFacts;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every destination is a storage interface of the author's own tenant. The run is let through the tenant's network walls
 * at exactly these ports, so naming anything else would open a door that nobody offered.
 */
final class Ingress implements Check {
    static final String MALFORMED = "ingress.malformed";
    static final String NOT_A_STORAGE_INTERFACE = "ingress.not-a-storage-interface";

    @Override
    public Set<String> codes() {
        return Set.of(MALFORMED, NOT_A_STORAGE_INTERFACE);
    }

    @Override
    public Optional<String> needs(Case theCase) {
        return theCase.tenant().isPresent()
                        || theCase.request().getDestinations().isEmpty()
                ? Optional.empty()
                : Optional.of("the tenant");
    }

    @Override
    public List<Finding> check(Case theCase) {
        return theCase.request().getDestinations().stream()
                .flatMap(line -> check(line, theCase).stream())
                .toList();
    }

    private static List<Finding> check(String line, Case theCase) {
        var destination = Endpoint.parse(line);
        if (destination.isEmpty()) {
            return List.of(deny(
                    MALFORMED,
                    "destination '" + line + "' cannot be read (expected service:port)",
                    "edit the issue: one service:port per line"));
        }
        return theCase.tenant()
                .filter(tenant -> !offers(tenant, destination.get()))
                .map(tenant -> List.of(deny(
                        NOT_A_STORAGE_INTERFACE,
                        "'" + line + "' is not a storage interface of tenant " + tenant.getNamespace() + " (expected "
                                + offered(tenant) + ")",
                        "edit the issue: name a storage interface of your tenant")))
                .orElse(Finding.NOTHING);
    }

    private static boolean offers(TenantFacts tenant, Endpoint destination) {
        return tenant.getStorageInterfaces().stream()
                .anyMatch(offered ->
                        offered.getService().equals(destination.host()) && offered.getPort() == destination.port());
    }

    private static String offered(TenantFacts tenant) {
        return tenant.getStorageInterfaces().isEmpty()
                ? "one, but the tenant declares none"
                : "one of "
                        + tenant.getStorageInterfaces().stream()
                                .map(offered -> offered.getService() + ":" + offered.getPort())
                                .collect(Collectors.joining(", "));
    }
}
