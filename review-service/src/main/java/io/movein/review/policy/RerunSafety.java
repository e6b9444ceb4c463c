package io.movein.review.policy;

import static io.movein.review.policy.Finding.NOTHING;
import static io.movein.review.policy.Finding.denied;

import io.movein.model.Attempt;
import io.movein.model.MigrationRequest;
import io.movein.model.RerunContract;
import java.util.List;
import java.util.Set;

/**
 * The re-run contract is declared; and where the destination must be empty, no earlier run of any issue has written to the
 * tenant since an operator last attested a wipe. Movein never cleans a destination itself, so it asks the one who did. A
 * run that resumes is meant to meet what it left.
 */
public final class RerunSafety implements Check {
    static final String NOT_DECLARED = "rerun-contract.not-declared";
    static final String DESTINATION_WRITTEN = "rerun-contract.destination-written";

    @Override
    public Set<String> codes() {
        return Set.of(NOT_DECLARED, DESTINATION_WRITTEN);
    }

    @Override
    public List<Finding> check(Case theCase) {
        return switch (theCase.request().getRerunContract()) {
            case SAFE_ON_POPULATED_DESTINATION -> NOTHING;
            case UNKNOWN ->
                denied(
                        NOT_DECLARED,
                        "the re-run contract is not declared (expected 'safe on populated destination' or "
                                + "'destination must be empty')",
                        "edit the issue: choose one");
            case DESTINATION_MUST_BE_EMPTY ->
                needsEmptyDestination(theCase.request(), theCase.attempt())
                                && theCase.standing().written()
                        ? denied(
                                DESTINATION_WRITTEN,
                                "an earlier run has written to this tenant (expected an empty destination, as declared)",
                                "wipe the destination, and have an operator confirm it with the label operator:destination-wiped")
                        : NOTHING;
        };
    }

    /** Whether the run must not meet data of an earlier one. */
    public static boolean needsEmptyDestination(MigrationRequest request, Attempt attempt) {
        return request.getRerunContract() == RerunContract.DESTINATION_MUST_BE_EMPTY && attempt != Attempt.RESUME;
    }
}
