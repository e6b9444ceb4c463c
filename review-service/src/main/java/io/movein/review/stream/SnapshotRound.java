package io.movein.review.stream;

import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.review.state.Migration;
import io.movein.review.state.Pool;
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
 * Goes through all migrations, a few at a time, for what no decision brings onto {@code movein.migrations}: those that were never
 * told there, and those whose time there is over. Where the topic was deleted and made anew, all are told again.
 */
final class SnapshotRound {
    static final int STEP = 2_000;
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotRound.class);
    private static final Duration PAUSE = Duration.ofHours(1);

    private final Snapshots snapshots;
    private final StoredPlatform platform;
    private final Queue<String> untold = new ArrayDeque<>();
    private String last = "";
    private Instant next = Instant.MIN;
    /** The topic that is being filled again; null: none. */
    private @Nullable String filling;

    SnapshotRound(Snapshots snapshots, StoredPlatform platform) {
        this.snapshots = snapshots;
        this.platform = platform;
    }

    /** A migration that is open at the start. */
    void meet(Migration migration) {
        if (Snapshots.isDue(migration)) {
            untold.add(migration.getId());
        }
    }

    /** The topic's id is this. Before the first one that is known, whatever there was counts as the same. */
    void standsOn(String topic) {
        var before = platform.pool().getShownOn();
        if (before == null) {
            remember(topic);
        } else if (!topic.equals(before) && !topic.equals(filling)) {
            LOG.warn("{} was made anew and is filled again", Topic.MIGRATIONS.topicName());
            filling = topic;
            untold.clear();
            platform.forEachOpen(migration -> untold.add(migration.getId()));
            last = "";
            next = Instant.MIN;
        }
    }

    private void remember(String topic) {
        platform.put(Pool.newBuilder(platform.pool()).setShownOn(topic).build());
    }

    /** The next step: what leaves for the topic. That it did is remembered. */
    List<ProducerRecord<String, byte[]>> go(Instant now, Envelopes envelopes) {
        var leaving = new ArrayList<ProducerRecord<String, byte[]>>();
        while (leaving.size() < STEP && !untold.isEmpty()) {
            var migration = platform.migration(untold.remove());
            if (migration != null) {
                show(migration, now, envelopes, leaving);
            }
        }
        if (leaving.isEmpty() && !now.isBefore(next)) {
            var some = platform.closedAfter(last, STEP);
            some.forEach(migration -> show(migration, now, envelopes, leaving));
            last = some.size() < STEP ? "" : some.getLast().getId();
            next = last.isEmpty() ? now.plus(PAUSE) : now;
            isFilled();
        }
        return leaving;
    }

    private void isFilled() {
        if (filling != null && last.isEmpty()) {
            remember(filling);
            filling = null;
        }
    }

    private void show(
            Migration migration, Instant now, Envelopes envelopes, List<ProducerRecord<String, byte[]>> leaving) {
        if (snapshots.isOver(migration, now)) {
            leaving.add(envelopes.farewell(migration));
            platform.put(Snapshots.forgotten(migration));
        } else if (Snapshots.isDue(migration)) {
            leaving.add(envelopes.snapshot(migration, platform.pool().getSize(), Traceparent.begin(), now));
            platform.put(Snapshots.told(migration));
        } else if (filling != null && Snapshots.isShown(migration)) {
            leaving.add(envelopes.snapshot(migration, platform.pool().getSize(), Traceparent.begin(), now));
        }
    }
}
