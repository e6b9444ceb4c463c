package io.movein.review.stream;

import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through all entries of a table, a few at a time, for what no decision brings onto its topic: those that were never told there, and
 * those whose time there is over. Where the topic was deleted and made anew, all are told again.
 */
final class SnapshotRound {
    static final int STEP = 2_000;
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotRound.class);
    private static final Duration PAUSE = Duration.ofHours(1);

    private final Snapshots snapshots;
    private final SnapshotTable table;
    private final StoredPlatform platform;
    private final Queue<String> untold = new ArrayDeque<>();
    private String last = "";
    private Instant next = Instant.MIN;
    /** The topic that is being filled again; null: none. */
    private @Nullable String filling;

    SnapshotRound(Snapshots snapshots, SnapshotTable table, StoredPlatform platform) {
        this.snapshots = snapshots;
        this.table = table;
        this.platform = platform;
    }

    Topic topic() {
        return table.topic();
    }

    /** An entry that is open at the start. */
    void meet(TableEntry entry) {
        if (Snapshots.isDue(entry)) {
            untold.add(entry.id());
        }
    }

    /** The topic's id is this. Before the first one that is known, whatever there was counts as the same. */
    void standsOn(String topic) {
        var before = table.shownOn();
        if (before == null) {
            table.shownOn(topic);
        } else if (!topic.equals(before) && !topic.equals(filling)) {
            LOG.warn("{} was made anew and is filled again", table.topic().topicName());
            filling = topic;
            untold.clear();
            untold.addAll(table.first());
            last = "";
            next = Instant.MIN;
        }
    }

    /** The next step: what leaves for the topic. That it did is remembered. */
    List<ProducerRecord<String, byte[]>> go(Instant now, Envelopes envelopes) {
        var leaving = new ArrayList<ProducerRecord<String, byte[]>>();
        while (leaving.size() < STEP && !untold.isEmpty()) {
            var entry = table.entry(untold.remove());
            if (entry != null) {
                show(entry, now, envelopes, leaving);
            }
        }
        if (leaving.isEmpty() && !now.isBefore(next)) {
            var some = table.after(last, STEP);
            some.forEach(entry -> show(entry, now, envelopes, leaving));
            last = some.size() < STEP ? "" : some.getLast().id();
            next = last.isEmpty() ? now.plus(PAUSE) : now;
            isFilled();
        }
        return leaving;
    }

    private void isFilled() {
        if (filling != null && last.isEmpty()) {
            table.shownOn(filling);
            filling = null;
        }
    }

    private void show(
            TableEntry entry, Instant now, Envelopes envelopes, List<ProducerRecord<String, byte[]>> leaving) {
        if (snapshots.isOver(entry, now)) {
            leaving.add(envelopes.farewell(entry));
            Snapshots.forgotten(entry, platform);
        } else if (Snapshots.isDue(entry)) {
            leaving.add(envelopes.snapshot(entry, platform.pool().getSize(), Traceparent.begin(), now));
            Snapshots.told(entry, platform);
        } else if (filling != null && Snapshots.isShown(entry)) {
            leaving.add(envelopes.snapshot(entry, platform.pool().getSize(), Traceparent.begin(), now));
        }
    }
}
