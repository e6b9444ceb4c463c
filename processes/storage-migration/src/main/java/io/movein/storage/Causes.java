package io.movein.storage;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.items.Blame;
import io.movein.process.items.Outcome;
import io.movein.store.objects.StoreFailure;

/** What a store's failure means for the item, or for the run. */
record Causes(String target, Health health) {

    /**
     * @throws InterruptedException if the run is ending
     * @throws MigrationFailure     if no other item would fare better
     */
    Outcome of(StoreFailure failure) throws InterruptedException {
        return switch (failure.kind()) {
            case STOPPED -> {
                Thread.interrupted();
                throw new InterruptedException();
            }
            case CREDENTIALS, CLOCK, NO_BUCKET, WRONG_REGION ->
                throw new MigrationFailure(isTarget(failure) ? ExitCode.DESTINATION : ExitCode.SOURCE, text(failure));
            case DENIED -> side(failure, isTarget(failure) ? "permission-at-target" : "permission-at-source");
            case UNAVAILABLE, REFUSED -> side(failure, isTarget(failure) ? "target-unavailable" : "source-unavailable");
            case THROTTLED -> item(failure, "throttled");
            case TOO_LARGE -> item(failure, "too-large");
            case NAME -> item(failure, "name-not-representable");
            case NOT_AS_STORED -> item(failure, "not-as-stored");
            case SEALED -> item(failure, "cannot-be-decrypted");
            case UNSUPPORTED -> item(failure, "not-supported");
            case LISTING -> item(failure, "listing-contradicts");
            case OCCUPIED -> item(failure, "destination-occupied");
            case GONE, CHANGED ->
                isTarget(failure) ? side(failure, "target-unavailable") : item(failure, "checksum-mismatch");
        };
    }

    private Outcome side(StoreFailure failure, String code) {
        var binding = failure.place().name();
        if (health.isWell(binding)) {
            return Outcome.failed(Blame.ITEM, code, text(failure) + "; other objects are accepted there");
        }
        return Outcome.failed(isTarget(failure) ? Blame.DESTINATION : Blame.SOURCE, code, text(failure));
    }

    private boolean isTarget(StoreFailure failure) {
        return failure.place().name().equals(target);
    }

    private static Outcome item(StoreFailure failure, String code) {
        return Outcome.failed(Blame.ITEM, code, text(failure));
    }

    private static String text(StoreFailure failure) {
        return String.valueOf(failure.getMessage());
    }
}
