package io.movein.review.policy;

import io.movein.model.Problem;
import java.util.List;

/** The rule book. Every check is asked and every denial told, so that an author corrects a request once and not ten times. */
public final class Policy {
    public static final List<Check> CHECKS = List.of(
            new Onboarding(),
            new Ownership(),
            new Artifact(),
            new ResourceHeadroom(),
            new Capacity(),
            new Egress(),
            new Ingress(),
            new Secrets(),
            new RerunSafety(),
            new OneRunPerTenant());

    private Policy() {}

    /** Why the request cannot pass; empty where it can. */
    public static List<Problem> problems(Case theCase) {
        return findings(theCase).stream()
                .filter(Finding.Deny.class::isInstance)
                .map(Finding.Deny.class::cast)
                .map(Finding.Deny::problem)
                .toList();
    }

    /** Everything that the checks have to say, in the order of the book. */
    public static List<Finding> findings(Case theCase) {
        return CHECKS.stream().flatMap(check -> check.check(theCase).stream()).toList();
    }
}
