package io.movein.review.policy;

import static io.movein.review.policy.Finding.NOTHING;
import static io.movein.review.policy.Finding.denied;

import io.movein.contract.Digest;
import io.movein.model.MigrationRequest;
import io.movein.model.Mode;
import io.movein.model.PlanState;
import io.movein.model.PlanStatus;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that names a migration plan keeps to it: a live run only once the plan's stage *cutover* has passed, for a tenant of the
 * plan, and only with an image and a configuration that its {@code artifacts.yaml} names. Else five stages of care
 * end in a run of something else.
 */
public final class PlanGate implements Check {
    static final String UNKNOWN = "plan.unknown";
    static final String OVER = "plan.over";
    static final String NOT_READY = "plan.cutover-not-passed";
    static final String OTHER_TENANT = "plan.other-tenant";
    static final String OTHER_ARTIFACT = "plan.other-artifact";

    @Override
    public Set<String> codes() {
        return Set.of(UNKNOWN, OVER, NOT_READY, OTHER_TENANT, OTHER_ARTIFACT);
    }

    @Override
    public List<Finding> check(Case theCase) {
        var request = theCase.request();
        var name = request.getMigrationPlan();
        var plan = theCase.standing().plan();
        if (name == null) {
            return NOTHING;
        }
        if (plan == null) {
            return denied(
                    UNKNOWN,
                    "there is no migration plan '" + name + "' (expected the issue of a plan of this repository)",
                    "edit the issue: name the plan as #number, or leave the field empty");
        }
        if (plan.getState() == PlanState.CLOSED) {
            return denied(
                    OVER,
                    "the migration plan " + name + " has ended (expected one that is still open)",
                    "edit the issue: name another plan, or leave the field empty");
        }
        return request.getMode() == Mode.LIVE ? live(theCase, name, plan) : NOTHING;
    }

    private static List<Finding> live(Case theCase, String name, PlanStatus plan) {
        if (plan.getState() != PlanState.READY) {
            return denied(
                    NOT_READY,
                    "the migration plan " + name
                            + " has not passed its cutover stage (expected all five stages passed)",
                    "complete the stages of the plan; this check then runs again automatically. A dry-run is possible now");
        }
        var tenant = theCase.onboarding().getNumber();
        if (tenant != null && !plan.getRequest().getTenants().contains(tenant)) {
            return denied(
                    OTHER_TENANT,
                    "the migration plan " + name + " does not name the tenant of #" + tenant + " (expected one of "
                            + plan.getRequest().getTenants() + ")",
                    "edit the issue: name the plan of this tenant, or add this tenant to the plan");
        }
        return plan.getArtifacts().stream()
                        .anyMatch(artifact -> artifact.getImage()
                                        .equals(theCase.request().getImage())
                                && Objects.equals(artifact.getConfigurationSha256(), configuration(theCase.request())))
                ? NOTHING
                : denied(
                        OTHER_ARTIFACT,
                        "image and configuration do not match any artifact of the migration plan " + name
                                + " (expected what its artifacts.yaml names)",
                        "edit the issue: use an artifact exactly as the plan lists it, or change the plan with /reopen migrate");
    }

    private static @Nullable String configuration(MigrationRequest request) {
        return request.getConfiguration() == null ? null : Digest.sha256(request.getConfiguration());
    }
}
