package io.movein.review.stream;

import io.movein.contract.Topic;
import io.movein.review.state.Pool;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table that review tells on a compacted topic: of what, and on which topic of that name it stands. */
interface SnapshotTable {
    Topic topic();

    /** What is told first where all is told again. */
    List<String> first();

    @Nullable
    TableEntry entry(String id);

    /** At least what {@link #first} does not name, in the order of the ids, after this one; an empty text: from the beginning. */
    List<TableEntry> after(String id, int most);

    /** The id of the topic on which it stands; null: it was never known. */
    @Nullable
    String shownOn();

    void shownOn(String topic);

    /** The open ones, which are in memory, come first; the closed ones lie on disk. */
    record OfMigrations(StoredPlatform platform) implements SnapshotTable {
        @Override
        public Topic topic() {
            return Topic.MIGRATIONS;
        }

        @Override
        public List<String> first() {
            return platform.openIds();
        }

        @Override
        public @Nullable TableEntry entry(String id) {
            var found = platform.migration(id);
            return found == null ? null : new TableEntry.OfMigration(found);
        }

        @Override
        public List<TableEntry> after(String id, int most) {
            return platform.closedAfter(id, most).stream()
                    .<TableEntry>map(TableEntry.OfMigration::new)
                    .toList();
        }

        @Override
        public @Nullable String shownOn() {
            return platform.pool().getShownOn();
        }

        @Override
        public void shownOn(String topic) {
            platform.put(Pool.newBuilder(platform.pool()).setShownOn(topic).build());
        }
    }

    /** All lie on disk. */
    record OfPlans(StoredPlatform platform) implements SnapshotTable {
        @Override
        public Topic topic() {
            return Topic.PLANS;
        }

        @Override
        public List<String> first() {
            return List.of();
        }

        @Override
        public @Nullable TableEntry entry(String id) {
            var found = platform.plan(id);
            return found == null ? null : new TableEntry.OfPlan(found);
        }

        @Override
        public List<TableEntry> after(String id, int most) {
            return platform.plansAfter(id, most).stream()
                    .<TableEntry>map(TableEntry.OfPlan::new)
                    .toList();
        }

        @Override
        public @Nullable String shownOn() {
            return platform.pool().getPlansShownOn();
        }

        @Override
        public void shownOn(String topic) {
            platform.put(Pool.newBuilder(platform.pool()).setPlansShownOn(topic).build());
        }
    }
}
