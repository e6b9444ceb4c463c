package io.movein.review.policy;

import static io.movein.review.policy.Finding.NOTHING;
import static io.movein.review.policy.Finding.denied;

import io.movein.contract.Revision;
import io.movein.model.MigrationRequest;
import io.movein.model.Mode;
import io.movein.model.TenantFacts;
import java.util.List;
import java.util.Set;

/**
 * Where the platform demands it, for all tenants or for this one, a live run is preceded by a dry-run of the same request that
 * succeeded on the same issue. What was never tried is tried on data that nobody would miss first.
 */
public final class Rehearsal implements Check {
    static final String MISSING = "rehearsal.missing";

    @Override
    public Set<String> codes() {
        return Set.of(MISSING);
    }

    @Override
    public List<Finding> check(Case theCase) {
        var isDemanded = theCase.settings().rehearsalRequired()
                || theCase.tenant().map(TenantFacts::getRehearsalRequired).orElse(false);
        var isRehearsed = revision(theCase.request()).equals(theCase.standing().rehearsed());
        return theCase.request().getMode() != Mode.LIVE || !isDemanded || isRehearsed
                ? NOTHING
                : denied(
                        MISSING,
                        "no dry-run of this request has succeeded on this issue (expected one before a live run)",
                        "edit the issue: choose the mode dry-run, and go live once it has succeeded");
    }

    /** The request's revision, whatever its mode. */
    public static String revision(MigrationRequest request) {
        return Revision.of(
                MigrationRequest.newBuilder(request).setMode(Mode.UNKNOWN).build());
    }
}
