package io.movein.review.stream;

import io.movein.runtime.KafkaUnavailableException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Which record the stream died on. The same record comes again to the thread that takes over, and must not kill that one too, and
 * the next, while everything stands still: after {@link #DEATHS} it is put aside. Lives as long as the service, beyond its threads.
 */
final class Suspects {
    static final int DEATHS = 2;
    /** For so many records after a death each is a transaction of its own, so that the next death has one cause. */
    private static final int CAREFUL = 200;

    private record Place(String topic, int partition, long offset) {}

    private final Map<Place, Integer> deaths = new HashMap<>();
    private @Nullable Place current;
    private int careful;

    /** A record is about to be decided. False: it has killed the stream too often, and is to be put aside. */
    synchronized boolean begin(RecordMetadata where) {
        current = new Place(where.topic(), where.partition(), where.offset());
        careful = Math.max(0, careful - 1);
        return deaths.getOrDefault(current, 0) < DEATHS;
    }

    /** Whether the record in hand shall be committed by itself. */
    synchronized boolean isCareful() {
        return careful > 0;
    }

    /** A thread died; that a broker is away, or does not let us in, is no record's fault. */
    synchronized void died(Throwable error) {
        if (current != null && !passes(error) && !isRefusal(error)) {
            deaths.merge(current, 1, Integer::sum);
            careful = CAREFUL;
        }
    }

    /** Whether Kafka was away, which a thread that takes over waits for as well. */
    static boolean passes(Throwable error) {
        return isCausedBy(RetriableException.class, error);
    }

    /** Whether Kafka did not let us in or do something: certificates, passwords, access rights. */
    private static boolean isRefusal(Throwable error) {
        return isCausedBy(InvalidConfigurationException.class, error)
                || isCausedBy(KafkaUnavailableException.class, error);
    }

    private static boolean isCausedBy(Class<? extends Throwable> kind, Throwable error) {
        for (var cause = error; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
