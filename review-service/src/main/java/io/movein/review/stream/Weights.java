package io.movein.review.stream;

import io.movein.review.lifecycle.PlatformState;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Whether a decision can be carried: each record that leaves and each that is remembered. A producer refuses one over 1 MiB, and
 * a stream in which one is refused cannot go on; so it is asked before.
 */
final class Weights {
    /** Under the usual limit of producers and brokers, with room for headers, key and batch. */
    static final int MOST = 1_000_000;

    /** The value is as long as its headers say nothing: a few hundred bytes of a CloudEvent. */
    private static final int HEADERS = 2_000;

    private Weights() {}

    static void check(List<ProducerRecord<String, byte[]>> leaving, PlatformState after, StateSerdes serdes)
            throws TooLargeException {
        for (var record : leaving) {
            check(record.value().length + HEADERS, record.topic());
        }
        serdes.forgetWeighed();
        for (var record : after.records().toList()) {
            check(serdes.weigh(record), record.getSchema().getName());
        }
    }

    static boolean isCarried(ProducerRecord<String, byte[]> record) {
        return record.value().length + HEADERS <= MOST;
    }

    private static void check(int bytes, String what) throws TooLargeException {
        if (bytes > MOST) {
            throw new TooLargeException(what, bytes);
        }
    }

    /** No record can carry it. */
    static final class TooLargeException extends Exception {
        private static final long serialVersionUID = 1L;
        private final int bytes;

        TooLargeException(String what, int bytes) {
            super("a record for " + what + " would have " + bytes + " bytes (expected at most " + MOST + ")");
            this.bytes = bytes;
        }

        int bytes() {
            return bytes;
        }
    }
}
