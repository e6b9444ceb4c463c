package io.movein.review.policy;

import io.movein.model.Actor;
import io.movein.model.Attempt;
import io.movein.model.Facts;
import io.movein.model.MigrationRequest;
import io.movein.model.OnboardingIssue;
import io.movein.model.TenantFacts;
import java.util.Optional;

/** All that a check may look at: who asks for what, what is known, and what the tenant went through so far. */
public record Case(
        MigrationRequest request,
        OnboardingIssue onboarding,
        Actor author,
        Attempt attempt,
        Facts facts,
        Standing standing,
        PolicySettings settings) {

    /** Empty where no single tenant was found: the onboarding check says so, and the others have nothing to compare with. */
    Optional<TenantFacts> tenant() {
        return Optional.ofNullable(facts.getTenant());
    }
}
