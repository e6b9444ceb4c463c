package io.movein.reporter;

import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.UnknownSchemaException;
import io.movein.contract.UnreadableRecordException;
import io.movein.reporter.EventIndex.Places;
import io.movein.runtime.Kafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code movein.events} from its beginning, the headers only, in a consumer group of its own that never commits: copies of this
 * service share the partitions, and each learns its own anew. Single events are read again where a repair needs them.
 */
final class KafkaOpenMigrations implements OpenMigrations {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaOpenMigrations.class);
    private static final Duration FETCH = Duration.ofSeconds(5);
    /** The index is of what happened, to repair it; an event of this moment is shown by who reports it. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Kafka kafka;
    private final Kafka.Client<Consumer<String, byte[]>> indexClient;
    private final Kafka.Client<Consumer<String, byte[]>> singleClient;
    private final Consumer<String, byte[]> index;
    /** In the reporter's own group, for its commits; never subscribed. */
    private final Consumer<String, byte[]> single;

    private final EventIndex events = new EventIndex(Instant.now());
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final int generation;
    private boolean assigned;
    private boolean grown;

    KafkaOpenMigrations(Kafka kafka, String reporterGroup) {
        this.kafka = kafka;
        this.generation = kafka.generation(Topic.EVENTS);
        this.singleClient = kafka.consumer(reporterGroup);
        this.indexClient = kafka.patientConsumer(reporterGroup + "-reconcile", PATIENCE);
        this.single = singleClient.client();
        this.index = indexClient.client();
        index.subscribe(List.of(Topic.EVENTS.topicName()), new Assignment());
    }

    /** @throws IllegalStateException if what was read is of a topic that is gone */
    @Override
    public void advance(Duration atMost) {
        if (generation != kafka.generation(Topic.EVENTS)) {
            throw new IllegalStateException(Topic.EVENTS.topicName() + " was made anew and is read anew");
        }
        index.poll(atMost).forEach(this::add);
        ends.entrySet().removeIf(end -> index.position(end.getKey()) >= end.getValue());
    }

    private void add(ConsumerRecord<String, byte[]> record) {
        var type = record.headers().lastHeader("ce_type");
        if (record.key() != null && type != null) {
            events.add(
                    record.partition(),
                    record.offset(),
                    record.key(),
                    new String(type.value(), StandardCharsets.UTF_8),
                    Instant.ofEpochMilli(record.timestamp()));
        }
    }

    @Override
    public boolean isCaughtUp() {
        return assigned && ends.isEmpty();
    }

    @Override
    public boolean hasGrown() {
        var hadGrown = grown;
        grown = false;
        return hadGrown;
    }

    @Override
    public List<MigrationId> all() {
        return events.migrations().stream().map(MigrationId::parse).toList();
    }

    @Override
    public boolean isHandled(MigrationId migration) {
        return events.places(migration.toString())
                .map(places -> {
                    var partition = partition(places);
                    var committed = single.committed(Set.of(partition)).get(partition);
                    return committed != null && committed.offset() > places.newest();
                })
                .orElse(false);
    }

    @Override
    public List<SpecificRecord> history(MigrationId migration) {
        return events.places(migration.toString()).map(this::read).orElse(List.of());
    }

    /** Empty where one of them cannot be read yet: the issue would be made to show less than it does. */
    private List<SpecificRecord> read(Places places) {
        var partition = partition(places);
        single.assign(List.of(partition));
        var found = new ArrayList<SpecificRecord>();
        try {
            for (var offset : places.offsets()) {
                single.seek(partition, offset);
                var there = single.poll(FETCH).records(partition).stream()
                        .filter(record -> record.offset() == offset)
                        .findFirst();
                if (there.isPresent()) {
                    decode(there.get(), found);
                }
            }
        } catch (UnknownSchemaException e) {
            LOG.warn("{} is not compared with its issue now: {}", partition, e.getMessage());
            kafka.meters()
                    .counter("movein.records.unknown.schema", "topic", Topic.EVENTS.topicName())
                    .increment();
            return List.of();
        } finally {
            single.assign(List.of());
        }
        return found;
    }

    private void decode(ConsumerRecord<String, byte[]> record, List<SpecificRecord> found)
            throws UnknownSchemaException {
        try {
            found.add(kafka.codec().decode(record).body());
        } catch (UnknownSchemaException e) {
            throw e;
        } catch (UnreadableRecordException e) {
            LOG.warn("event {} at offset {} is passed over: {}", record.key(), record.offset(), e.getMessage());
        }
    }

    private static TopicPartition partition(Places places) {
        return new TopicPartition(Topic.EVENTS.topicName(), places.partition());
    }

    @Override
    public void checked(MigrationId migration) {
        events.checked(migration.toString());
    }

    @Override
    public void close() {
        try (singleClient) {
            indexClient.close();
        }
    }

    private final class Assignment implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            assigned = true;
            if (!partitions.isEmpty()) {
                grown = true;
                index.seekToBeginning(partitions);
                ends.putAll(index.endOffsets(partitions));
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            var gone = partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
            events.drop(gone::contains);
            ends.keySet().removeAll(partitions);
        }
    }
}
