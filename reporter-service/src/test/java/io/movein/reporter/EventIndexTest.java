package io.movein.reporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.event.MigrationClosed;
import io.movein.event.MigrationRequested;
import io.movein.event.ReviewCompleted;
import io.movein.event.RunProgressed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class EventIndexTest {
    private static final Instant NOW = Samples.BEGIN;

    private final EventIndex index = new EventIndex(NOW);

    @Test
    void knowsWhereTheEventsLieThatPeopleHaveToReadAndTheNewest() {
        add(3, MigrationRequested.class);
        add(5, ReviewCompleted.class);
        add(8, RunProgressed.class);
        add(9, RunProgressed.class);

        assertThat(index.places("acme/platform#17")).contains(new EventIndex.Places(0, List.of(3L, 5L, 9L)));
    }

    @Test
    void namesTheNewestOnceWhereItIsOneThatPeopleHaveToRead() {
        add(3, MigrationRequested.class);
        add(5, ReviewCompleted.class);

        assertThat(index.places("acme/platform#17")).contains(new EventIndex.Places(0, List.of(3L, 5L)));
    }

    @Test
    void keepsTheLastOnesOfAMigrationThatNeverEnds() {
        for (int offset = 0; offset < 10_000; offset++) {
            add(offset, ReviewCompleted.class);
        }

        assertThat(index.places("acme/platform#17").orElseThrow().offsets())
                .hasSize(40)
                .endsWith(9_999L);
    }

    @Test
    void forgetsAMigrationThatEndedOnceItWasChecked() {
        add(3, MigrationRequested.class);
        add(9, MigrationClosed.class);
        assertThat(index.migrations()).containsExactly("acme/platform#17");

        index.checked("acme/platform#17");

        assertThat(index.migrations()).isEmpty();
    }

    @Test
    void keepsAnOpenMigrationThatWasChecked() {
        add(3, MigrationRequested.class);

        index.checked("acme/platform#17");

        assertThat(index.migrations()).hasSize(1);
    }

    @Test
    void passesOverWhatEndedLongAgo() {
        add(3, MigrationRequested.class);
        index.add(0, 9, "acme/platform#17", MigrationClosed.class.getName(), NOW.minus(Duration.ofDays(8)));

        assertThat(index.migrations()).isEmpty();
    }

    @Test
    void dropsThePartitionsThatGoToAnother() {
        add(3, MigrationRequested.class);

        index.drop(partition -> partition == 0);

        assertThat(index.migrations()).isEmpty();
    }

    private void add(long offset, Class<? extends SpecificRecord> type) {
        index.add(0, offset, "acme/platform#17", type.getName(), NOW);
    }
}
