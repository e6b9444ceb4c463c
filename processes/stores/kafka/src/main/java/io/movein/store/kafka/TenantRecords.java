package io.movein.store.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** The tenant's committed records of a partition, in order, up to an agreed end: behind the last record there may be markers. */
final class TenantRecords implements Iterator<ConsumerRecord<byte[], byte[]>>, AutoCloseable {

    private static final Duration WAIT = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaCluster cluster;
    private final MovedTopic topic;
    private final TopicPartition partition;
    private final long end;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final ArrayDeque<ConsumerRecord<byte[], byte[]>> read = new ArrayDeque<>();

    TenantRecords(KafkaCluster cluster, MovedTopic topic, TopicPartition partition, long begin, long end) {
        this.cluster = cluster;
        this.topic = topic;
        this.partition = partition;
        this.end = end;
        this.consumer = cluster.consumer("movein-comparison");
        consumer.assign(List.of(partition));
        consumer.seek(partition, begin);
    }

    /** @throws KafkaFailure if nobody can say whether it is the tenant's */
    static boolean has(String cluster, MovedTopic topic, ConsumerRecord<byte[], byte[]> record) {
        try {
            return topic.selection().has(record);
        } catch (RecordSelection.Unreadable e) {
            throw new KafkaFailure(
                    cluster,
                    "%s-%d: nobody can tell whether the record at %d is the tenant's: %s; select by key or header"
                            .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()));
        }
    }

    @Override
    public boolean hasNext() {
        try {
            var at = consumer.position(partition);
            var until = System.nanoTime() + PATIENCE.toNanos();
            while (read.isEmpty() && at < end) {
                for (var record : consumer.poll(WAIT)) {
                    if (record.offset() < end && has(cluster.name(), topic, record)) {
                        read.add(record);
                    }
                }
                var now = consumer.position(partition);
                if (now > at) {
                    at = now;
                    until = System.nanoTime() + PATIENCE.toNanos();
                } else if (System.nanoTime() - until > 0) {
                    throw new KafkaFailure(
                            cluster.name(),
                            "%s: reading has been stuck at %d of %d since %s".formatted(partition, at, end, PATIENCE));
                }
            }
        } catch (KafkaException e) {
            throw new KafkaFailure(cluster.name(), "reading " + partition, e);
        }
        return !read.isEmpty();
    }

    @Override
    public ConsumerRecord<byte[], byte[]> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return read.removeFirst();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
