package io.movein.reporter.page;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.movein.contract.Codec;
import io.movein.contract.Topic;
import io.movein.contract.UnreadableRecordException;
import io.movein.migration.MigrationSnapshot;
import io.movein.reporter.page.Row.Place;
import io.movein.runtime.Kafka;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole of a migration, read again from the record of its row. However many look, there is one consumer, which they use one after the
 * other, and what was read lately is kept: an open page asks for the same again and again.
 */
final class Snapshots implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int KEPT = 200;

    private final Supplier<Kafka.Client<Consumer<String, byte[]>>> consumers;
    private final Codec codec;
    private final Cache<Place, MigrationSnapshot> kept =
            Caffeine.newBuilder().maximumSize(KEPT).build();
    private final ReentrantLock turn = new ReentrantLock();
    private Kafka.@Nullable Client<Consumer<String, byte[]>> client;

    Snapshots(Supplier<Kafka.Client<Consumer<String, byte[]>>> consumers, Codec codec) {
        this.consumers = consumers;
        this.codec = codec;
    }

    /** Empty where a newer record has taken its place by now, or Kafka does not answer. */
    Optional<MigrationSnapshot> whole(Row row) {
        return kept(row).or(() -> inTurn(row));
    }

    private Optional<MigrationSnapshot> kept(Row row) {
        return Optional.ofNullable(kept.getIfPresent(row.place())).filter(it -> isOf(row, it));
    }

    /** A topic that was made anew has something else at the same place. */
    private static boolean isOf(Row row, MigrationSnapshot found) {
        return found.getMigration().equals(row.id().toString()) && found.getSequence() == row.sequence();
    }

    private Optional<MigrationSnapshot> inTurn(Row row) {
        try {
            if (!turn.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        try {
            return kept(row).or(() -> read(row));
        } finally {
            turn.unlock();
        }
    }

    private Optional<MigrationSnapshot> read(Row row) {
        try {
            var found = records(row.place()).stream()
                    .filter(record -> record.offset() == row.place().offset() && record.value() != null)
                    .findFirst()
                    .flatMap(this::body)
                    .filter(it -> isOf(row, it));
            found.ifPresent(it -> kept.put(row.place(), it));
            return found;
        } catch (KafkaException e) {
            LOG.warn("{} cannot be read at {}: {}", row.id(), row.place(), e.toString());
            end();
            return Optional.empty();
        }
    }

    private List<ConsumerRecord<String, byte[]>> records(Place place) {
        var consumer = consumer();
        var partition = new TopicPartition(Topic.MIGRATIONS.topicName(), place.partition());
        consumer.assign(List.of(partition));
        consumer.seek(partition, place.offset());
        var records = consumer.poll(PATIENCE).records(partition);
        consumer.assign(List.of()); // what follows there is not fetched
        return records;
    }

    private Consumer<String, byte[]> consumer() {
        if (client == null) {
            client = consumers.get();
        }
        return client.client();
    }

    private Optional<MigrationSnapshot> body(ConsumerRecord<String, byte[]> record) {
        try {
            return codec.decode(record).body() instanceof MigrationSnapshot found
                    ? Optional.of(found)
                    : Optional.empty();
        } catch (UnreadableRecordException e) {
            LOG.warn("{} at offset {} is passed over: {}", record.key(), record.offset(), e.getMessage());
            return Optional.empty();
        }
    }

    private void end() {
        if (client != null) {
            client.close();
            client = null;
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            end();
        } finally {
            turn.unlock();
        }
    }
}
