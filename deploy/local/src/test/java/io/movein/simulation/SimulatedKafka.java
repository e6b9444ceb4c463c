package io.movein.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.UnreadableRecordException;
import io.movein.runtime.Publisher;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Topics with partitions and one committed position each. Records really are bytes. A writer may crash before or after its record is
 * safe; a reader may find itself set back; an old record may come again behind newer ones.
 */
@SuppressWarnings("NullAway") // what is asked for is there in this world
final class SimulatedKafka implements Publisher {
    private static final int SET_BACK = 12;
    /** What Kafka takes with its defaults, headers aside. */
    private static final int LARGEST = 1_000_000;

    private final Map<Topic, List<Partition>> topics = new EnumMap<>(Topic.class);
    /** Reads every published schema once. */
    private static final Codec CODEC = new Codec();

    private final Chance chance;

    SimulatedKafka(Chance chance) {
        this.chance = chance;
        for (var topic : Topic.values()) {
            var partitions = new ArrayList<Partition>();
            for (int i = 0; i < topic.partitions(); i++) {
                partitions.add(new Partition());
            }
            topics.put(topic, partitions);
        }
    }

    static final class Partition {
        private final List<Message<?>> log = new ArrayList<>();
        private int position;

        boolean hasMore() {
            return position < log.size();
        }

        int backlog() {
            return log.size() - position;
        }

        void commit(int records) {
            position += records;
        }
    }

    @Override
    public void publishAll(Topic topic, List<Message<?>> messages) {
        for (var message : messages) {
            if (chance.strikes(60)) {
                throw new Crash("before publishing " + message.id());
            }
            append(topic, message);
            if (chance.strikes(60)) {
                throw new Crash("after publishing " + message.id());
            }
        }
    }

    /** As one transaction: nobody crashes in between. */
    void append(Topic topic, Message<?> message) {
        partitionOf(topic, message.migration()).log.add(asRead(CODEC.encode(topic, message), message, topic));
    }

    /** Once, however often it is read. */
    private static Message<?> asRead(ProducerRecord<String, byte[]> record, Message<?> message, Topic topic) {
        assertThat(record.value().length)
                .as("bytes of %s on %s", message.id(), topic.topicName())
                .isLessThan(LARGEST);
        try {
            return CODEC.decode(record.headers(), record.value());
        } catch (UnreadableRecordException e) {
            throw new AssertionError("what was written cannot be read", e);
        }
    }

    boolean hasMore(Topic topic) {
        return topics.get(topic).stream().anyMatch(Partition::hasMore);
    }

    /** One of the topic's partitions that have something to read; empty: none has. */
    Optional<Partition> oneWithMore(Topic topic) {
        var some = topics.get(topic).stream().filter(Partition::hasMore).toList();
        return some.isEmpty() ? Optional.empty() : Optional.of(chance.oneOf(some));
    }

    /** How many records were read so far, by all together. */
    long read() {
        return topics.values().stream()
                .flatMap(List::stream)
                .mapToLong(partition -> partition.position)
                .sum();
    }

    List<Partition> partitions(Topic topic) {
        return topics.get(topic);
    }

    /** The next record of the partition, {@code ahead} records after its position. */
    Message<?> read(Partition partition, int ahead) {
        return partition.log.get(partition.position + ahead);
    }

    List<Message<?>> all(Topic topic) {
        return topics.get(topic).stream()
                .flatMap(partition -> partition.log.stream())
                .toList();
    }

    /** Everything that happened to it, oldest first. */
    List<Message<?>> history(MigrationId migration) {
        return partitionOf(Topic.EVENTS, migration).log.stream()
                .filter(message -> message.migration().equals(migration))
                .toList();
    }

    private Partition partitionOf(Topic topic, MigrationId migration) {
        var partitions = topics.get(topic);
        return partitions.get(Math.floorMod(migration.toString().hashCode(), partitions.size()));
    }

    /** A commit was lost, or an old record comes again. */
    void misfortune() {
        var topic = chance.oneOf(List.of(Topic.values()));
        var partition = chance.oneOf(topics.get(topic));
        if (partition.log.isEmpty()) {
            return;
        }
        if (chance.once(2)) {
            partition.position = Math.max(0, partition.position - chance.below(SET_BACK));
        } else if (topic != Topic.EVENTS) {
            partition.log.add(chance.oneOf(partition.log));
        }
    }

    boolean isDrained() {
        return topics.entrySet().stream()
                .filter(entry -> entry.getKey() != Topic.DEAD_LETTERS)
                .flatMap(entry -> entry.getValue().stream())
                .noneMatch(Partition::hasMore);
    }
}
