package io.movein.review.lifecycle;

import io.movein.command.AttestWipe;
import io.movein.model.MigrationStatus;
import java.util.Optional;

/** An operator confirms that the tenant's destination is empty, which can be true only while nothing writes to it. */
final class Wipes {
    private Wipes() {}

    static void decide(DecisionBuilder builder, String command, AttestWipe attest) {
        Refusal.unlessOperator(attest.getActor())
                .or(() -> noTenant(builder.status()))
                .or(() -> runActive(builder))
                .ifPresentOrElse(
                        refusal -> builder.refuse(command, attest.getActor(), refusal),
                        () -> attested(builder, attest));
    }

    private static Optional<Refusal> noTenant(MigrationStatus status) {
        return status.getTenant() != null
                ? Optional.empty()
                : Refusal.of(
                        "no-tenant",
                        "the tenant of this migration is not known yet (expected one found by a review)",
                        "wait for a review that finds the tenant, then set the label again");
    }

    private static Optional<Refusal> runActive(DecisionBuilder builder) {
        return builder.activeRun(builder.tenant().getNamespace())
                .flatMap(run -> Refusal.of(
                        "run-active",
                        run + " is active in tenant " + builder.tenant().getNamespace() + " (expected none)",
                        "wait until it ends, wipe the destination, then set the label again"));
    }

    /** What failed for the old data may pass now. */
    private static void attested(DecisionBuilder builder, AttestWipe attest) {
        builder.told(Events.wipeAttested(attest.getActor()));
        Reviews.recheckNow(builder);
    }
}
