package io.movein.process.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.process.AttemptKind;
import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.RunMode;
import io.movein.process.items.Counts.Tally;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private Journal journal;

    @BeforeEach
    void open() {
        journal = Journal.open(folder.resolve("state/journal.db"), CLOCK);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void keepsWhatBecameOfEachItem() {
        begin(AttemptKind.FRESH);
        plan(new PlannedItem("a", "x", 3, "{\"etag\":\"1\"}"), PlannedItem.of("b", 5), PlannedItem.of("c", -1));

        var claimed = journal.claim(10);
        journal.record(claimed.get(0), new Outcome.Migrated(3, "ba78", "{\"at\":\"new/a\"}"));
        journal.record(claimed.get(1), Outcome.skipped("gone", "it is gone"));
        journal.record(claimed.get(2), Outcome.failed(Blame.DESTINATION, "forbidden", "the bucket says 403"));

        assertThat(all())
                .containsExactly(
                        new ItemRecord(
                                new Item(1, "a", "x", 3, "{\"etag\":\"1\"}", 1),
                                ItemState.MIGRATED,
                                null,
                                null,
                                null,
                                3,
                                "ba78",
                                "{\"at\":\"new/a\"}",
                                NOW),
                        new ItemRecord(
                                new Item(2, "b", "", 5, null, 1),
                                ItemState.SKIPPED,
                                null,
                                "gone",
                                "it is gone",
                                0,
                                null,
                                null,
                                NOW),
                        new ItemRecord(
                                new Item(3, "c", "", -1, null, 1),
                                ItemState.FAILED,
                                "destination",
                                "forbidden",
                                "the bucket says 403",
                                0,
                                null,
                                null,
                                NOW));
        assertThat(journal.counts())
                .isEqualTo(new Counts(Tally.NONE, Tally.NONE, new Tally(1, 3), new Tally(1, 5), new Tally(1, 0)));
        assertThat(journal.countsByGroup().keySet()).containsExactly("", "x");
        assertThat(journal.causes()).hasToString("{skipped={gone=1}, failed={forbidden=1}}");
    }

    @Test
    void plansEachKeyOnceByItsCharacters() {
        begin(AttemptKind.FRESH);

        var composed = "\u00e9";
        var decomposed = "e\u0301";
        assertThat(plan(PlannedItem.of(composed, 1), PlannedItem.of(decomposed, 1), PlannedItem.of(composed, 2)))
                .isEqualTo(2);
        assertThat(plan(PlannedItem.of("a\rb\u0001", 1), PlannedItem.of("A\rb\u0001", 1)))
                .isEqualTo(2);
        assertThat(journal.claim(10))
                .extracting(Item::key)
                .containsExactly(composed, decomposed, "a\rb\u0001", "A\rb\u0001");
    }

    @Test
    void claimsEachItemOnceAndReleasedOnesAgain() {
        begin(AttemptKind.FRESH);
        plan(PlannedItem.of("a", 1), PlannedItem.of("b", 1), PlannedItem.of("c", 1));

        var first = journal.claim(2);
        journal.record(first.getFirst(), new Outcome.Released());

        assertThat(first).extracting(Item::key).containsExactly("a", "b");
        assertThat(journal.claim(10)).extracting(Item::key).containsExactly("a", "c");
        assertThat(journal.claim(10)).isEmpty();
    }

    @Test
    void anotherRunDoesWhatWasNotDone() {
        begin(AttemptKind.FRESH);
        plan(
                PlannedItem.of("done", 1),
                PlannedItem.of("failed", 1),
                PlannedItem.of("running", 1),
                PlannedItem.of("queued", 1));
        var claimed = journal.claim(3);
        journal.record(claimed.get(0), Outcome.migrated(1, null));
        journal.record(claimed.get(1), Outcome.failed(Blame.ITEM, "broken", "it is broken"));
        reopen();

        assertThat(begin(AttemptKind.RESUME)).as("the run before died").isTrue();

        assertThat(journal.claim(10))
                .containsExactly(
                        new Item(2, "failed", "", 1, null, 1),
                        new Item(3, "running", "", 1, null, 1),
                        new Item(4, "queued", "", 1, null, 0));
        journal.end(ExitCode.STOPPED);
        assertThat(begin(AttemptKind.RESUME)).as("the run before died").isFalse();
    }

    @Test
    void aFreshAttemptBelievesNothingOfWhatWasNoted() {
        begin(AttemptKind.FRESH);
        plan(PlannedItem.of("done", 1));
        journal.record(journal.claim(1).getFirst(), Outcome.migrated(1, null));
        journal.facts().put("position", "7");

        begin(AttemptKind.FRESH);

        assertThat(all()).isEmpty();
        assertThat(journal.facts().get("position")).isEmpty();
        assertThat(journal.runs()).hasSize(2);
        assertThat(journal.counts().total()).isZero();
    }

    @Test
    void refusesASecondOutcomeForOneClaim() {
        begin(AttemptKind.FRESH);
        plan(PlannedItem.of("a", 1));
        var item = journal.claim(1).getFirst();
        journal.record(item, Outcome.migrated(1, null));
        journal.record(item, Outcome.failed(Blame.ITEM, "broken", "no"));

        assertThatThrownBy(journal::flush)
                .hasMessage(
                        "the item 'a' was given an outcome, but was not claimed (expected one outcome for each claim)");
        assertThatThrownBy(() -> journal.claim(1)).isInstanceOf(IllegalStateException.class);
        reopenBroken();
        assertThat(all()).extracting(ItemRecord::state).doesNotContain(ItemState.FAILED);
    }

    @Test
    void letsOneRunAtATimeOverAJournal() {
        begin(AttemptKind.FRESH);

        try (var other = Journal.open(journal.file(), CLOCK)) {
            assertThatThrownBy(() -> other.begin(2, RunMode.LIVE, AttemptKind.RESUME))
                    .isInstanceOfSatisfying(
                            MigrationFailure.class,
                            refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED))
                    .hasMessageContaining("another process is running over the journal");
            assertThat(other.counts().total()).as("reading beside it").isZero();
        }
    }

    @Test
    void itsDriverIsLoadedInTheBackground() throws Exception {
        var loading = Journal.load();

        loading.join(Duration.ofSeconds(30));

        assertThat(loading.isAlive()).isFalse();
        assertThat(loading.isDaemon()).isTrue();
    }

    @Test
    void saysWhatIsWrongWithAFileThatIsNoJournal() throws Exception {
        Files.writeString(
                folder.resolve("text"), "this is no database, though it is long enough to be one ".repeat(100));

        assertThatThrownBy(() -> Journal.open(folder.resolve("text"), CLOCK))
                .isInstanceOf(JournalFailure.class)
                .hasMessageContaining("the journal " + folder.resolve("text") + " cannot be used")
                .hasMessageContaining("look at the disk and the state folder");
    }

    @Test
    void canBeReadByAnyTool() throws SQLException {
        begin(AttemptKind.FRESH);
        plan(PlannedItem.of("a", 7));
        journal.record(journal.claim(1).getFirst(), Outcome.migrated(7, "ba78"));
        journal.flush();

        try (var other = DriverManager.getConnection("jdbc:sqlite:" + journal.file());
                var row = other.createStatement().executeQuery("select key, state, moved, sha256 from items")) {
            assertThat(List.of(row.getString(1), row.getString(2), row.getLong(3), row.getString(4)))
                    .containsExactly("a", "migrated", 7L, "ba78");
        }
    }

    @Test
    void countsInMemoryAreThoseOfTheFile() {
        begin(AttemptKind.FRESH);
        plan(IntStream.range(0, 5000).mapToObj(i -> PlannedItem.of("k" + i, i)).toArray(PlannedItem[]::new));
        for (var item : journal.claim(4000)) {
            journal.record(
                    item,
                    switch ((int) (item.id() % 4)) {
                        case 0 -> Outcome.migrated(item.bytes(), null);
                        case 1 -> Outcome.skipped("s", "s");
                        case 2 -> Outcome.failed(Blame.ITEM, "f", "f");
                        default -> new Outcome.Released();
                    });
        }
        journal.flush();

        assertThat(journal.counts()).isEqualTo(journal.countsByGroup().get(""));
        assertThat(journal.counts().queued().items()).isEqualTo(2000);
    }

    @Test
    void findsFactsByTheOrderOfTheirNames() {
        var facts = journal.facts();
        facts.putAll(Map.of("map/1", "a", "map/2", "b", "map/3", "c", "other", "d"));

        assertThat(facts.between("map/", "map/9", 2)).containsExactly(Map.entry("map/1", "a"), Map.entry("map/2", "b"));
        assertThat(facts.last("map/", "map/9")).contains(Map.entry("map/3", "c"));
        assertThat(facts.last("none/", "none/9")).isEmpty();

        facts.remove("map/2", "map/9");
        assertThat(facts.between("", "z", 10)).containsExactly(Map.entry("map/1", "a"), Map.entry("other", "d"));
    }

    private boolean begin(AttemptKind attempt) {
        return journal.begin(1, RunMode.LIVE, attempt);
    }

    private long plan(PlannedItem... items) {
        return journal.add(List.of(items).iterator());
    }

    private List<ItemRecord> all() {
        var all = new ArrayList<ItemRecord>();
        journal.forEach(EnumSet.allOf(ItemState.class), all::add);
        assertThat(Set.copyOf(all)).hasSameSizeAs(all);
        return all;
    }

    private void reopen() {
        journal.close();
        open();
    }

    private void reopenBroken() {
        assertThatThrownBy(journal::close).isInstanceOf(IllegalStateException.class);
        open();
    }
}
