package io.movein.review.stream;

import io.movein.review.state.ParkedHeader;
import io.movein.review.state.ParkedRecord;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Records that this version cannot read yet, and what came of the same migrations behind them: they wait, in their order, for a
 * version that can, and everybody else goes on.
 */
final class Parked {
    private final KeyValueStore<String, ParkedRecord> store;
    private final PendingReasons pending;
    private final ReviewMeters meters;
    private final Map<String, Integer> migrations = new HashMap<>();
    private long places;

    Parked(KeyValueStore<String, ParkedRecord> store, PendingReasons pending, ReviewMeters meters) {
        this.store = store;
        this.pending = pending;
        this.meters = meters;
        pending.end(PendingReasons.Kind.SCHEMA);
        all().forEach(this::count);
    }

    /** As it came, and where it stood. */
    record Arrival(Record<String, byte[]> record, RecordMetadata where) {}

    boolean isEmpty() {
        return migrations.isEmpty();
    }

    boolean holds(String migration) {
        return migrations.containsKey(migration);
    }

    void add(Record<String, byte[]> record, RecordMetadata where, String reason) {
        var parked = ParkedRecord.newBuilder()
                .setPlace(places + 1)
                .setMigration(record.key())
                .setTopic(where.topic())
                .setPartition(where.partition())
                .setOffset(where.offset())
                .setWrittenAt(Instant.ofEpochMilli(record.timestamp()))
                .setHeaders(headers(record.headers()))
                .setValue(buffer(record.value()))
                .setReason(reason)
                .build();
        store.put(StoredPlatform.key(parked.getPlace()), parked);
        count(parked);
        meters.unreadable(where.topic());
    }

    /** All, in the order in which they came. */
    List<ParkedRecord> all() {
        var all = new ArrayList<ParkedRecord>();
        try (var entries = store.all()) {
            entries.forEachRemaining(entry -> all.add(entry.value));
        }
        return all;
    }

    void take(ParkedRecord parked) {
        store.delete(StoredPlatform.key(parked.getPlace()));
        var left = migrations.merge(parked.getMigration(), -1, Integer::sum);
        if (left == 0) {
            migrations.remove(parked.getMigration());
            pending.end(PendingReasons.Kind.SCHEMA, parked.getMigration());
        }
    }

    static Arrival arrival(ParkedRecord parked) {
        var headers = new RecordHeaders();
        parked.getHeaders().forEach(header -> headers.add(header.getName(), bytes(header.getValue())));
        return new Arrival(
                new Record<>(
                        parked.getMigration(),
                        bytes(parked.getValue()),
                        parked.getWrittenAt().toEpochMilli(),
                        headers),
                new Place(parked.getTopic(), parked.getPartition(), parked.getOffset()));
    }

    private void count(ParkedRecord parked) {
        places = Math.max(places, parked.getPlace());
        migrations.merge(parked.getMigration(), 1, Integer::sum);
        pending.begin(PendingReasons.Kind.SCHEMA, parked.getMigration(), parked.getWrittenAt(), parked.getReason());
    }

    /** Where a record stood. */
    private record Place(String topic, int partition, long offset) implements RecordMetadata {}

    private static List<ParkedHeader> headers(Headers headers) {
        var all = new ArrayList<ParkedHeader>();
        headers.forEach(header -> all.add(ParkedHeader.newBuilder()
                .setName(header.key())
                .setValue(buffer(header.value()))
                .build()));
        return all;
    }

    private static @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
