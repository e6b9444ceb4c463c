package io.movein.store.kafka;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads a partition of both sides side by side, by the map of offsets. Offsets are not counted: between records there are markers. */
final class RecordComparison {

    private record Pair(long source, long target) {}

    private final SharedPartition partition;
    private final boolean compacted;
    private final long sourceBegin;
    private final long sourceEnd;
    private final RecordDigest source = new RecordDigest();
    private final RecordDigest target = new RecordDigest();
    private final ArrayDeque<Pair> pairs = new ArrayDeque<>();
    private final Iterator<Segment> segments;
    private @Nullable ConsumerRecord<byte[], byte[]> here;
    private long gone;
    private String difference = "";

    /** @param sourceEnd the map is read up to it; what was copied after is left out */
    RecordComparison(SharedPartition partition, boolean compacted, long sourceBegin, long sourceEnd) {
        this.partition = partition;
        this.compacted = compacted;
        this.sourceBegin = sourceBegin;
        this.sourceEnd = sourceEnd;
        this.segments = partition.map().from(0);
    }

    /** @param agreed the source position up to which everything has to be there */
    PartitionComparison of(TenantRecords shared, TenantRecords dedicated, long agreed) {
        advance(shared);
        while (dedicated.hasNext()) {
            var there = dedicated.next();
            var pair = pair();
            if (pair.isEmpty() || pair.get().target() != there.offset()) {
                target.add(there);
                differs("the target has a record at %d that was not copied", there.offset());
                continue;
            }
            compare(shared, pair.get().source(), there);
        }
        while (here != null) {
            lost(shared);
        }
        pair().ifPresent(missing -> differs("the target has no record at %d", missing.target()));
        return new PartitionComparison(
                partition.from().toString(),
                source.records(),
                target.records(),
                gone,
                source.sum(),
                target.sum(),
                Math.min(partition.map().coverage().to(), agreed),
                agreed,
                difference);
    }

    private void compare(TenantRecords shared, long offset, ConsumerRecord<byte[], byte[]> there) {
        while (here != null && here.offset() < offset) {
            lost(shared);
        }
        if (here != null && here.offset() == offset) {
            source.add(here);
            target.add(there);
            if (!RecordDigest.equal(here, there)) {
                differs("the target has another record for the source's at %d", offset);
            }
            advance(shared);
        } else if (compacted || offset < sourceBegin) {
            gone++;
        } else {
            target.add(there);
            differs("the source has no record at %d any more", offset);
        }
    }

    private void lost(TenantRecords shared) {
        if (here != null) {
            source.add(here);
            differs("the source's record at %d is not at the target", here.offset());
        }
        advance(shared);
    }

    private void advance(TenantRecords shared) {
        here = shared.hasNext() ? shared.next() : null;
    }

    private Optional<Pair> pair() {
        while (pairs.isEmpty() && segments.hasNext()) {
            var segment = segments.next();
            if (segment.from() >= sourceEnd) {
                break;
            }
            var at = segment.first();
            for (var run : segment.runs()) {
                for (var i = 0L; i < run.length(); i++) {
                    pairs.add(new Pair(run.source() + i, at++));
                }
            }
        }
        return Optional.ofNullable(pairs.poll());
    }

    private void differs(String words, long offset) {
        if (difference.isEmpty()) {
            difference = words.formatted(offset);
        }
    }
}
