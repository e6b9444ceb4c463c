package io.movein.reporter.page;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.movein.contract.Codec;
import io.movein.contract.SchemaUnavailableException;
import io.movein.contract.Topic;
import io.movein.contract.UnknownSchemaException;
import io.movein.contract.UnreadableRecordException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Newest records of migrations whose schema is not known yet: of each schema one is kept and tried again now and then, and once one can be
 * read, everything is read anew. What still waits is counted each time, so that an alert lasts as long as the wait. Used by one thread.
 */
final class NotYetRead {
    private static final Logger LOG = LoggerFactory.getLogger(NotYetRead.class);
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final MeterRegistry meters;
    private final Set<String> keys = new HashSet<>();
    private final Map<String, ConsumerRecord<String, byte[]>> examples = new HashMap<>();
    private long triedAt = System.nanoTime();

    NotYetRead(MeterRegistry meters) {
        this.meters = meters;
        unknown(Topic.MIGRATIONS.topicName());
        unknown(Topic.PLANS.topicName());
        unknown(Topic.PROGRESS.topicName());
    }

    /** All is read anew. */
    void clear() {
        keys.clear();
        examples.clear();
    }

    void add(ConsumerRecord<String, byte[]> record, UnknownSchemaException why) {
        keys.add(key(record));
        if (examples.put(String.valueOf(why.getMessage()), record) == null) {
            LOG.warn("{}-{}@{} waits: {}", record.topic(), record.partition(), record.offset(), why.getMessage());
            count(record, why);
        }
    }

    /** A newer one could be read. */
    void superseded(ConsumerRecord<String, byte[]> record) {
        if (keys.remove(key(record)) && keys.isEmpty()) {
            examples.clear();
        }
    }

    /** How many are shown as they were before. */
    int size() {
        return keys.size();
    }

    String words() {
        return keys.isEmpty()
                ? ""
                : "; newer records of " + keys.size()
                        + " wait for a newer version of this service or for the schema registry";
    }

    boolean isDue() {
        return !examples.isEmpty() && System.nanoTime() - triedAt >= AGAIN.toNanos();
    }

    /** Whether one of them can be read by now. */
    boolean isAnyReadable(Codec codec) {
        triedAt = System.nanoTime();
        return examples.values().stream().anyMatch(record -> isReadable(record, codec));
    }

    private boolean isReadable(ConsumerRecord<String, byte[]> record, Codec codec) {
        try {
            codec.decode(record);
            return true;
        } catch (UnknownSchemaException e) {
            count(record, e);
            return false;
        } catch (UnreadableRecordException e) {
            return true; // it is passed over
        }
    }

    /** A registry that does not answer is counted where it is asked. */
    private void count(ConsumerRecord<String, byte[]> record, UnknownSchemaException why) {
        if (!(why instanceof SchemaUnavailableException)) {
            unknown(record.topic()).increment();
        }
    }

    private Counter unknown(String topic) {
        return meters.counter("movein.records.unknown.schema", "topic", topic);
    }

    private static String key(ConsumerRecord<String, byte[]> record) {
        return record.topic() + " " + record.key();
    }
}
