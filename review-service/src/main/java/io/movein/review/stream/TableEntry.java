package io.movein.review.stream;

import io.movein.contract.Topic;
import io.movein.migration.Friction;
import io.movein.migration.MigrationSnapshot;
import io.movein.model.PlanState;
import io.movein.model.PoolFacts;
import io.movein.model.State;
import io.movein.plan.PlanSnapshot;
import io.movein.review.lifecycle.Platform;
import io.movein.review.lifecycle.PlatformState;
import io.movein.review.state.Migration;
import io.movein.review.state.MigrationPlan;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What a table on a compacted topic tells of: a migration or a migration plan. */
sealed interface TableEntry {
    Topic topic();

    String id();

    /** Of its last event; 0: nothing has happened yet. */
    long sequence();

    /** Up to which event the topic tells of it. */
    long shownSequence();

    boolean isClosed();

    Instant stateSince();

    SpecificRecord snapshot(@Nullable PoolFacts pool);

    /** Remembers up to which event the topic tells of it. */
    void shown(long sequence, Platform.Store store);

    /** Those that were put here, without what lies below. */
    static Stream<TableEntry> of(PlatformState state) {
        return Stream.concat(
                state.migrations().stream().map(OfMigration::new),
                state.plans().stream().map(OfPlan::new));
    }

    record OfMigration(Migration migration) implements TableEntry {
        @Override
        public Topic topic() {
            return Topic.MIGRATIONS;
        }

        @Override
        public String id() {
            return migration.getId();
        }

        @Override
        public long sequence() {
            return migration.getSequence();
        }

        @Override
        public long shownSequence() {
            return migration.getShownSequence();
        }

        @Override
        public boolean isClosed() {
            return StoredPlatform.stateOf(migration) == State.CLOSED;
        }

        @Override
        public Instant stateSince() {
            return Objects.requireNonNullElseGet(
                    migration.getStateSince(),
                    () -> Objects.requireNonNull(migration.getStatus()).getRequestedAt());
        }

        @Override
        public SpecificRecord snapshot(@Nullable PoolFacts pool) {
            return MigrationSnapshot.newBuilder()
                    .setMigration(id())
                    .setSequence(sequence())
                    .setAt(Objects.requireNonNullElse(migration.getChangedAt(), stateSince()))
                    .setStatus(Objects.requireNonNull(migration.getStatus()))
                    .setStateSince(stateSince())
                    .setFriction(Objects.requireNonNullElseGet(
                            migration.getFriction(), () -> Friction.newBuilder().build()))
                    .setPool(pool)
                    .build();
        }

        @Override
        public void shown(long sequence, Platform.Store store) {
            store.put(Migration.newBuilder(migration).setShownSequence(sequence).build());
        }
    }

    record OfPlan(MigrationPlan plan) implements TableEntry {
        @Override
        public Topic topic() {
            return Topic.PLANS;
        }

        @Override
        public String id() {
            return plan.getId();
        }

        @Override
        public long sequence() {
            return plan.getSequence();
        }

        @Override
        public long shownSequence() {
            return plan.getShownSequence();
        }

        @Override
        public boolean isClosed() {
            return plan.getStatus().getState() == PlanState.CLOSED;
        }

        @Override
        public Instant stateSince() {
            return Objects.requireNonNullElseGet(plan.getStateSince(), plan.getStatus()::getRequestedAt);
        }

        @Override
        public SpecificRecord snapshot(@Nullable PoolFacts pool) {
            return PlanSnapshot.newBuilder()
                    .setMigration(id())
                    .setSequence(sequence())
                    .setAt(Objects.requireNonNullElse(plan.getChangedAt(), stateSince()))
                    .setStatus(plan.getStatus())
                    .setStateSince(stateSince())
                    .build();
        }

        @Override
        public void shown(long sequence, Platform.Store store) {
            store.put(MigrationPlan.newBuilder(plan).setShownSequence(sequence).build());
        }
    }
}
