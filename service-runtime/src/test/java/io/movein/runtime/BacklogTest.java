package io.movein.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.Codec;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Instant WRITTEN = Instant.parse("2026-01-01T12:00:00Z");
    private static final Codec CODEC = new Codec();

    private final Backlog backlog = new Backlog(0);

    @Test
    void aKeyThatWaitsHoldsUpNoOther() {
        come(entry(10, 1), entry(11, 2), entry(12, 1), entry(13, 2));

        park(take(0), 60);

        assertThat(doneNow(0)).containsExactly(11L, 13L);
    }

    @Test
    void theOrderWithinAKeyHolds() {
        come(entry(10, 1), entry(11, 1), entry(12, 1));
        park(take(0), 60);

        assertThat(backlog.takeNow(false, 59 * SECOND)).isNull();
        assertThat(doneNow(60 * SECOND)).containsExactly(10L, 11L, 12L);
    }

    @Test
    void nothingIsCommittedPastARecordThatIsNotDone() {
        come(entry(10, 1), entry(11, 2), entry(12, 3));
        park(take(0), 60);
        doneNow(0);

        assertThat(backlog.next()).isEqualTo(10);

        doneNow(60 * SECOND);
        assertThat(backlog.next()).isEqualTo(13);
    }

    @Test
    void whereNothingIsLeftToDoMarkersOfTransactionsArePassed() {
        assertThat(backlog.next()).isNegative();
        come(entry(10, 1));
        backlog.reached(12);
        assertThat(backlog.next()).isEqualTo(10);

        doneNow(0);

        assertThat(backlog.next()).isEqualTo(12);
    }

    @Test
    void isFullWithTooManyRecordsAndHasRoomWhenSomeAreDone() {
        come(IntStream.range(0, 1_000)
                .mapToObj(number -> entry(number, number + 1))
                .toArray(Entry[]::new));
        assertThat(backlog.isFull()).isTrue();

        backlog.done(take(0), 0);

        assertThat(backlog.isFull()).isFalse();
    }

    @Test
    void isFullWithTooManyBytes() {
        come(IntStream.range(0, 17)
                .mapToObj(number -> garbage(number, 1_000_000))
                .toArray(Entry[]::new));

        assertThat(backlog.isFull()).isTrue();
    }

    @Test
    void handsOverWhatHasComeOfAKeyButNotPastWhatCannotBeRead() {
        come(entry(10, 1), entry(11, 2), entry(12, 1), unknown(13, 1), entry(14, 1));

        var batch = Objects.requireNonNull(backlog.takeNow(true, 0));
        assertThat(offsets(batch)).containsExactly(10L, 12L);
        backlog.done(batch, 0);
        backlog.done(Objects.requireNonNull(backlog.takeNow(true, 0)), 0);
        var next = Objects.requireNonNull(backlog.takeNow(true, 0));

        assertThat(offsets(next)).containsExactly(13L);
    }

    @Test
    void theFailureOfABatchIsLookedForInItsRecordsOneByOne() {
        come(entry(10, 1), entry(11, 1));

        var batch = Objects.requireNonNull(backlog.takeNow(true, 0));
        assertThat(backlog.failed(batch)).isZero();
        backlog.parkLonger(batch, "a fault", 0);
        var single = Objects.requireNonNull(backlog.takeNow(true, SECOND));

        assertThat(offsets(single)).containsExactly(10L);
        assertThat(backlog.failed(single)).isEqualTo(1);
    }

    @Test
    void tellsWhatWaitsSinceWhenAndWhy() {
        come(entry(10, 1), entry(11, 2));
        backlog.park(take(0), Duration.ofMinutes(1), "GitHub answers 500", 0);

        assertThat(backlog.waiting(WRITTEN.plusSeconds(600), SECOND))
                .containsExactly(new Waiting(
                        "acme/infra#1",
                        "movein.issue-activity-0@10",
                        WRITTEN,
                        Duration.ofMinutes(10),
                        1,
                        "GitHub answers 500"));
    }

    @Test
    void whatIsBeingHandledForTheFirstTimeHasWaitedSinceItCame() {
        come(entry(10, 1));
        take(0);

        assertThat(backlog.waiting(WRITTEN.plusSeconds(86_400), SECOND))
                .extracting(Waiting::age)
                .containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void theAgeSurvivesARestartAndDoesNotBelieveAClockThatIsAhead() {
        come(entry(10, 1));

        assertThat(backlog.oldest(WRITTEN.plusSeconds(3600), SECOND)).isEqualTo(Duration.ofHours(1));
        assertThat(backlog.oldest(WRITTEN.minusSeconds(3600), 7 * SECOND)).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void standsStillOnlyWhileThereIsSomethingToDo() {
        assertThat(backlog.standsStill(100 * SECOND)).isZero();
        backlog.add(List.of(entry(10, 1), entry(11, 2)), 100 * SECOND);

        park(take(100 * SECOND), 600);
        assertThat(backlog.standsStill(160 * SECOND)).isEqualTo(Duration.ofMinutes(1));
        backlog.done(take(160 * SECOND), 160 * SECOND);
        assertThat(backlog.standsStill(170 * SECOND)).isEqualTo(Duration.ofSeconds(10));
    }

    /** Whatever waits and whatever is done: each key in its order, each record once, and no offset past an unfinished record. */
    @Test
    void holdsItsPromisesWhateverHappens() {
        for (var seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var mine = new Backlog(0);
            var unfinished = new TreeMap<Long, String>();
            var coming = 0L;
            for (var now = 0L; now < 300 || !unfinished.isEmpty(); now++) {
                if (now < 300 && random.nextBoolean()) {
                    var entry = entry(coming += 1 + random.nextInt(3), 1 + random.nextInt(5));
                    mine.add(List.of(entry), now);
                    unfinished.put(entry.offset(), entry.key());
                }
                var task = mine.takeNow(random.nextBoolean(), now);
                if (task != null && random.nextInt(3) == 0) {
                    mine.park(task, Duration.ofNanos(random.nextInt(20)), "waits", now);
                } else if (task != null) {
                    for (var entry : task.entries()) {
                        var oldestOfKey = unfinished.entrySet().stream()
                                .filter(one -> one.getValue().equals(entry.key()))
                                .findFirst();
                        assertThat(oldestOfKey.orElseThrow().getKey())
                                .as("seed %d", seed)
                                .isEqualTo(entry.offset());
                        unfinished.remove(entry.offset());
                    }
                    mine.done(task, now);
                }
                assertThat(mine.next())
                        .as("seed %d", seed)
                        .isEqualTo(unfinished.isEmpty() ? (coming == 0 ? -1 : coming + 1) : unfinished.firstKey());
            }
        }
    }

    private void come(Entry... entries) {
        backlog.add(List.of(entries), 0);
    }

    private Backlog.Task take(long now) {
        return Objects.requireNonNull(backlog.takeNow(false, now));
    }

    private void park(Backlog.Task task, int seconds) {
        backlog.park(task, Duration.ofSeconds(seconds), "waits", 0);
    }

    private List<Long> doneNow(long now) {
        var done = new java.util.ArrayList<Long>();
        for (var task = backlog.takeNow(false, now); task != null; task = backlog.takeNow(false, now)) {
            done.addAll(offsets(task));
            backlog.done(task, now);
        }
        return done;
    }

    private static List<Long> offsets(Backlog.Task task) {
        return task.entries().stream().map(Entry::offset).toList();
    }

    private static Entry entry(long offset, int issue) {
        return entry(offset, issue, false);
    }

    private static Entry unknown(long offset, int issue) {
        return entry(offset, issue, true);
    }

    private static Entry entry(long offset, int issue, boolean unknown) {
        var sent = CODEC.encode(Topic.ISSUE_ACTIVITY, Broker.hint(new MigrationId("acme", "infra", issue)));
        var value = sent.value();
        value[5] ^= (byte) (unknown ? 1 : 0);
        return Entry.of(record(offset, value, sent.headers()), CODEC, 0);
    }

    private static Entry garbage(long offset, int bytes) {
        return Entry.of(record(offset, new byte[bytes], new RecordHeaders()), CODEC, 0);
    }

    private static ConsumerRecord<String, byte[]> record(
            long offset, byte[] value, org.apache.kafka.common.header.Headers headers) {
        return new ConsumerRecord<>(
                Topic.ISSUE_ACTIVITY.topicName(),
                0,
                offset,
                WRITTEN.toEpochMilli(),
                TimestampType.CREATE_TIME,
                3,
                value.length,
                "key",
                value,
                headers,
                Optional.empty());
    }
}
