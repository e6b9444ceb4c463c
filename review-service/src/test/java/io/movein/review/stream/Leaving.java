package io.movein.review.stream;

import io.movein.contract.Codec;
import io.movein.contract.Traceparent;
import io.movein.review.lifecycle.Decision;
import io.movein.review.lifecycle.PlatformState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What leaves for Kafka with a decision, byte for byte, without a stream around it. */
public final class Leaving {
    private final Envelopes envelopes = new Envelopes(new Codec(), false, Optional::empty);

    /** Remembers in {@code after}, the state with the decision, what was told of it. */
    public List<ProducerRecord<String, byte[]>> with(Decision decision, PlatformState after, Instant now) {
        var leaving = new ArrayList<>(envelopes.of(decision, _ -> Traceparent.begin(), now));
        leaving.addAll(Snapshots.tell(after, envelopes, _ -> Traceparent.begin(), now));
        return leaving;
    }

    /** Bytes of key, value and headers. */
    public static long bytes(ProducerRecord<String, byte[]> record) {
        var bytes = (long) record.key().length() + (record.value() == null ? 0 : record.value().length);
        for (var header : record.headers()) {
            bytes += header.key().length() + header.value().length;
        }
        return bytes;
    }
}
