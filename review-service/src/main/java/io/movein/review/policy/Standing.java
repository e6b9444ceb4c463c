package io.movein.review.policy;

import io.movein.model.PlanStatus;
import io.movein.model.Resources;
import org.jspecify.annotations.Nullable;

/**
 * How the tenant and the pool stand between the migrations.
 *
 * @param written   a live run was ordered in the tenant since the last attested wipe
 * @param activeRun the run that is active in the tenant, e.g. {@code run 2 of acme/infra#17}; null for none
 * @param rehearsed revision, the mode apart, of the last dry-run of this migration that succeeded; null for none
 * @param plan      how the migration plan stands that the request names; null: it names none, or there is none
 * @param free      what the running ones leave of the pool
 */
public record Standing(
        boolean written,
        @Nullable String activeRun,
        Resources free,
        @Nullable String rehearsed,
        @Nullable PlanStatus plan) {
    public Standing(boolean written, @Nullable String activeRun, Resources free) {
        this(written, activeRun, free, null, null);
    }
}
