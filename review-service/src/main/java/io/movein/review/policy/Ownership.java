package io.movein.review.policy;

import static io.movein.review.policy.Finding.NOTHING;
import static io.movein.review.policy.Finding.denied;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The author of the request is the author of the linked onboarding issue or is named an owner of the tenant. Anyone can
 * file an issue; only its owner may have data written into a tenant. Compared by numeric id, because logins change hands.
 */
final class Ownership implements Check {
    static final String NOT_THE_OWNER = "ownership.not-the-owner";

    @Override
    public Set<String> codes() {
        return Set.of(NOT_THE_OWNER);
    }

    @Override
    public Optional<String> needs(Case theCase) {
        return theCase.onboarding().getFound() ? Optional.empty() : Optional.of("the onboarding issue");
    }

    @Override
    public List<Finding> check(Case theCase) {
        return owns(theCase)
                ? NOTHING
                : denied(
                        NOT_THE_OWNER,
                        "@" + theCase.author().getLogin() + " is not the owner of " + tenant(theCase)
                                + " (expected the author of the onboarding issue or a named owner)",
                        "have the owner file the request, or ask the operators to name @"
                                + theCase.author().getLogin() + " as an owner");
    }

    /** Where the onboarding issue is not found there is nothing to own, and the onboarding check says so. */
    private static boolean owns(Case theCase) {
        var author = theCase.author().getId();
        return !theCase.onboarding().getFound()
                || Objects.equals(theCase.onboarding().getAuthorId(), author)
                || theCase.tenant()
                        .map(tenant -> tenant.getOwnerIds().contains(author))
                        .orElse(false);
    }

    private static String tenant(Case theCase) {
        return theCase.tenant()
                .map(tenant -> "tenant " + tenant.getNamespace())
                .orElse("the tenant of onboarding issue #"
                        + theCase.onboarding().getNumber());
    }
}
