package io.movein.review.stream;

import io.movein.migration.Friction;
import io.movein.migration.MigrationSnapshot;
import io.movein.model.PoolFacts;
import io.movein.model.State;
import io.movein.review.state.Migration;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What stands on {@code movein.migrations}: of each migration its newest status, of one that closed long ago nothing. Each
 * migration remembers up to which event that was told, so whatever a former version, or a state that was rebuilt, has not told is
 * made good once.
 *
 * @param kept how long a closed migration is shown
 */
record Snapshots(Duration kept) {
    /** Told in the place of a sequence: the migration is no longer shown. */
    static final long FORGOTTEN = -1;

    static boolean isDue(Migration migration) {
        return migration.getStatus() != null
                && migration.getShownSequence() != FORGOTTEN
                && migration.getShownSequence() < migration.getSequence();
    }

    /** It stands there already, as it is now. */
    static boolean isShown(Migration migration) {
        return migration.getStatus() != null && migration.getShownSequence() != FORGOTTEN;
    }

    boolean isOver(Migration migration, Instant now) {
        return StoredPlatform.stateOf(migration) == State.CLOSED
                && migration.getShownSequence() != FORGOTTEN
                && now.isAfter(since(migration).plus(kept));
    }

    private static Instant since(Migration migration) {
        return Objects.requireNonNullElseGet(
                migration.getStateSince(),
                () -> Objects.requireNonNull(migration.getStatus()).getRequestedAt());
    }

    static MigrationSnapshot of(Migration migration, @Nullable PoolFacts pool) {
        var status = Objects.requireNonNull(migration.getStatus());
        var since = since(migration);
        return MigrationSnapshot.newBuilder()
                .setMigration(migration.getId())
                .setSequence(migration.getSequence())
                .setAt(Objects.requireNonNullElse(migration.getChangedAt(), since))
                .setStatus(status)
                .setStateSince(since)
                .setFriction(Objects.requireNonNullElseGet(
                        migration.getFriction(), () -> Friction.newBuilder().build()))
                .setPool(pool)
                .build();
    }

    static Migration told(Migration migration) {
        return Migration.newBuilder(migration)
                .setShownSequence(migration.getSequence())
                .build();
    }

    static Migration forgotten(Migration migration) {
        return Migration.newBuilder(migration).setShownSequence(FORGOTTEN).build();
    }
}
