package io.movein.review.policy;

import io.movein.model.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The rule book. Every check is asked and every denial told, so that an author corrects a request once and not ten times. */
public final class Policy {
    public static final List<Check> CHECKS = List.of(
            new Onboarding(),
            new Ownership(),
            new Artifact(),
            new Minima(),
            new ResourceHeadroom(),
            new Capacity(),
            new Egress(),
            new Ingress(),
            new Secrets(),
            new RerunSafety(),
            new Rehearsal(),
            new PlanGate(),
            new OneRunPerTenant());

    private Policy() {}

    /** Why the request cannot pass, and which checks could not be made yet; empty where it can. */
    public static List<Problem> problems(Case theCase) {
        var denied = findings(theCase).stream()
                .filter(Finding.Deny.class::isInstance)
                .map(Finding.Deny.class::cast)
                .map(Finding.Deny::problem);
        return Stream.concat(denied, notMade(theCase).stream()).toList();
    }

    /** Whoever mends everything that is said shall not be surprised by more. */
    private static Optional<Problem> notMade(Case theCase) {
        var waiting = CHECKS.stream()
                .flatMap(check ->
                        check.needs(theCase).map(missing -> check.name() + " (needs " + missing + ")").stream())
                .distinct()
                .toList();
        return waiting.isEmpty()
                ? Optional.empty()
                : Optional.of(Problem.newBuilder()
                        .setCode("request.checks-waiting")
                        .setReason(
                                waiting.size() + " more checks run once this is fixed: " + String.join(", ", waiting))
                        .setRemedy("fix the problems above; these checks then run automatically")
                        .build());
    }

    /** What it denies may pass by itself, as a name service that is away; so it delays an approval and does not end it. */
    public static boolean mayPass(Problem problem) {
        return problem.getCode().equals(Egress.UNRESOLVABLE)
                || problem.getCode().endsWith("-above-headroom");
    }

    /** An approved run that no node can take at the moment waits in the queue. */
    public static boolean isQueuedInstead(Problem problem) {
        return problem.getCode().startsWith("capacity.");
    }

    /** Everything that the checks have to say, in the order of the book. */
    public static List<Finding> findings(Case theCase) {
        return CHECKS.stream().flatMap(check -> check.check(theCase).stream()).toList();
    }
}
