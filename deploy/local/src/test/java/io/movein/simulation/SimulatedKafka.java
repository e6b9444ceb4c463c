package io.movein.simulation;

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
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Topics with partitions and one committed position each. Records really are bytes. A writer may crash before or after its record is
 * safe; a reader may find itself set back; an old record may come again behind newer ones.
 */
final class SimulatedKafka implements Publisher {
    private static final int SET_BACK = 12;

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
        private final List<ProducerRecord<String, byte[]>> log = new ArrayList<>();
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
        var partitions = topics.get(topic);
        var partition =
                partitions.get(Math.floorMod(message.migration().toString().hashCode(), partitions.size()));
        partition.log.add(CODEC.encode(topic, message));
    }

    List<Partition> partitions(Topic topic) {
        return topics.get(topic);
    }

    /** The next record of the partition, {@code ahead} records after its position. */
    Message<?> read(Partition partition, int ahead) {
        var record = partition.log.get(partition.position + ahead);
        try {
            return CODEC.decode(record.headers(), record.value());
        } catch (UnreadableRecordException e) {
            throw new AssertionError("what was written cannot be read", e);
        }
    }

    List<Message<?>> all(Topic topic) {
        var all = new ArrayList<Message<?>>();
        for (var partition : topics.get(topic)) {
            for (int i = 0; i < partition.log.size(); i++) {
                all.add(read(partition, i - partition.position));
            }
        }
        return all;
    }

    /** Everything that happened to it, oldest first. */
    List<Message<?>> history(MigrationId migration) {
        var history = new ArrayList<Message<?>>();
        for (var partition : topics.get(Topic.EVENTS)) {
            for (int i = 0; i < partition.log.size(); i++) {
                if (partition.log.get(i).key().equals(migration.toString())) {
                    history.add(read(partition, i - partition.position));
                }
            }
        }
        return history;
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
