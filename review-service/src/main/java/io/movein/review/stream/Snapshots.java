package io.movein.review.stream;

import io.movein.contract.Traceparent;
import io.movein.review.lifecycle.Platform;
import io.movein.review.lifecycle.PlatformState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What stands on {@code movein.migrations} and {@code movein.plans}: of each migration and each plan its newest status, of one that
 * closed long ago nothing. Each remembers up to which event that was told, so whatever a former version, or a state that was rebuilt,
 * has not told is made good once.
 *
 * @param kept how long a closed one is shown
 */
record Snapshots(Duration kept) {
    /** Told in the place of a sequence: it is no longer shown. */
    private static final long FORGOTTEN = -1;

    static boolean isDue(TableEntry entry) {
        return entry.shownSequence() != FORGOTTEN && entry.shownSequence() < entry.sequence();
    }

    /** It stands there already, perhaps as it was before. */
    static boolean isShown(TableEntry entry) {
        return entry.shownSequence() > 0;
    }

    /** Of what a decision has changed: what leaves for the topics. That it did is remembered. */
    static List<ProducerRecord<String, byte[]>> tell(
            PlatformState after, Envelopes envelopes, Function<String, Traceparent> causes, Instant now) {
        var leaving = new ArrayList<ProducerRecord<String, byte[]>>();
        TableEntry.of(after).filter(Snapshots::isDue).toList().forEach(entry -> {
            leaving.add(envelopes.snapshot(entry, after.pool().getSize(), causes.apply(entry.id()), now));
            told(entry, after);
        });
        return leaving;
    }

    boolean isOver(TableEntry entry, Instant now) {
        return entry.isClosed()
                && entry.shownSequence() != FORGOTTEN
                && now.isAfter(entry.stateSince().plus(kept));
    }

    static void told(TableEntry entry, Platform.Store store) {
        entry.shown(entry.sequence(), store);
    }

    static void forgotten(TableEntry entry, Platform.Store store) {
        entry.shown(FORGOTTEN, store);
    }
}
