package io.movein.review.policy;

import static io.movein.review.policy.Finding.NOTHING;
import static io.movein.review.policy.Finding.denied;

import io.movein.model.OnboardingIssue;
import java.util.List;
import java.util.Set;

/**
 * The link names an onboarding issue of this repository that was closed as completed, and exactly one tenant namespace
 * belongs to it. Data may only move into a tenant that is live; and where two namespaces claim one issue, nobody can say
 * which of them the data belongs to.
 */
final class Onboarding implements Check {
    static final String NOT_FOUND = "onboarding.not-found";
    static final String NOT_ONBOARDING = "onboarding.not-an-onboarding-issue";
    static final String NOT_COMPLETED = "onboarding.not-completed";
    static final String NO_TENANT = "onboarding.no-tenant";
    static final String SEVERAL_TENANTS = "onboarding.several-tenants";

    @Override
    public Set<String> codes() {
        return Set.of(NOT_FOUND, NOT_ONBOARDING, NOT_COMPLETED, NO_TENANT, SEVERAL_TENANTS);
    }

    @Override
    public List<Finding> check(Case theCase) {
        var link = theCase.request().getOnboarding();
        return link == null
                ? NOTHING
                : check(link, theCase.onboarding(), theCase.facts().getTenantNamespaces());
    }

    private static List<Finding> check(String link, OnboardingIssue issue, List<String> namespaces) {
        var number = issue.getNumber();
        if (number == null || !issue.getFound()) {
            return denied(
                    NOT_FOUND,
                    "'" + link
                            + "' is not an issue of this repository (expected a link to the onboarding issue, like #12)",
                    "edit the issue: link your onboarding issue");
        }
        if (!issue.getOnboarding()) {
            return denied(
                    NOT_ONBOARDING,
                    "#" + number + " is not an onboarding issue (expected one with the label onboard-my-capability)",
                    "edit the issue: link your onboarding issue");
        }
        if (!"closed".equals(issue.getState()) || !"completed".equals(issue.getStateReason())) {
            return denied(
                    NOT_COMPLETED,
                    "onboarding issue #" + number + " is " + state(issue) + " (expected closed as completed)",
                    "finish the onboarding first, then edit this issue");
        }
        return tenants(number, namespaces);
    }

    private static List<Finding> tenants(int number, List<String> namespaces) {
        return switch (namespaces.size()) {
            case 0 ->
                denied(
                        NO_TENANT,
                        "no namespace belongs to onboarding issue #" + number + " (expected exactly one)",
                        "ask the operators: they label the tenant's namespace with movein.io/onboarding-issue="
                                + number);
            case 1 -> NOTHING;
            default ->
                denied(
                        SEVERAL_TENANTS,
                        "the namespaces " + String.join(", ", namespaces) + " belong to onboarding issue #" + number
                                + " (expected exactly one)",
                        "ask the operators which of them is the tenant");
        };
    }

    private static String state(OnboardingIssue issue) {
        var reason = issue.getStateReason();
        return "closed".equals(issue.getState()) && reason != null
                ? "closed as " + reason
                : String.valueOf(issue.getState());
    }
}
