package io.movein.review.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Kafka's clients as the stream makes them by itself, except that whoever has something for its thread can wake this while it waits for
 * records: it looks at its clock only in between.
 */
final class WakefulClients implements KafkaClientSupplier {
    /** Those of threads that have ended go with these. */
    private final Set<Sleeper> sleepers = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /** Of any thread, at any time. */
    void wake() {
        List.copyOf(sleepers).forEach(Sleeper::wake);
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        var sleeper = new Sleeper(config);
        sleepers.add(sleeper);
        return sleeper;
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        throw new UnsupportedOperationException("review has no global table");
    }

    /** Woken only where it waits for records: a client that is woken throws from whatever it is asked next. */
    private static final class Sleeper extends KafkaConsumer<byte[], byte[]> {
        private final Object turn = new Object();
        private boolean sleeps;
        private boolean woken;

        Sleeper(Map<String, Object> config) {
            super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        void wake() {
            synchronized (turn) {
                if (sleeps && !woken) {
                    woken = true;
                    wakeup();
                }
            }
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            synchronized (turn) {
                sleeps = true;
            }
            try {
                var records = super.poll(timeout);
                return wakesUp() ? withTheCallTaken(records) : records;
            } catch (WakeupException e) {
                wakesUp();
                return ConsumerRecords.empty();
            }
        }

        /** @return whether there was a call; from here on nobody calls */
        private boolean wakesUp() {
            synchronized (turn) {
                sleeps = false;
                var called = woken;
                woken = false;
                return called;
            }
        }

        /** A call that came with the records is the first that the client looks for when it is asked again, before it reads any more. */
        private ConsumerRecords<byte[], byte[]> withTheCallTaken(ConsumerRecords<byte[], byte[]> records) {
            try {
                return together(records, super.poll(Duration.ZERO));
            } catch (WakeupException e) {
                return records;
            }
        }

        private static ConsumerRecords<byte[], byte[]> together(
                ConsumerRecords<byte[], byte[]> some, ConsumerRecords<byte[], byte[]> more) {
            var all = new HashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
            Stream.of(some, more)
                    .forEach(records -> records.partitions()
                            .forEach(partition -> all.computeIfAbsent(partition, _ -> new ArrayList<>())
                                    .addAll(records.records(partition))));
            var next = new HashMap<>(some.nextOffsets());
            next.putAll(more.nextOffsets());
            return new ConsumerRecords<>(all, next);
        }
    }
}
