package io.movein.review.stream;

import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.Topic;
import io.movein.contract.UnreadableRecordException;
import io.movein.review.lifecycle.PlatformState;
import io.movein.review.lifecycle.Rebuild;
import io.movein.review.state.Migration;
import io.movein.review.state.Pool;
import io.movein.review.state.QueuedRun;
import io.movein.review.state.Reservation;
import io.movein.review.state.Tenant;
import io.movein.runtime.KafkaSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the changelogs anew from {@code movein.events} and the commands that were read, while no review runs. */
public final class StateRebuild {
    private static final Logger LOG = LoggerFactory.getLogger(StateRebuild.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final KafkaSettings settings;
    private final Codec codec = new Codec();
    private final StateSerdes serdes = new StateSerdes();

    private StateRebuild(KafkaSettings settings) {
        this.settings = settings;
    }

    /** @throws IllegalStateException if a review runs, or there is state */
    public static void run(KafkaSettings settings) {
        try (var admin = Admin.create(settings.client())) {
            new StateRebuild(settings).run(admin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while rebuilding the state", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka at " + settings + " refuses: " + e.getCause(), e);
        }
    }

    private void run(Admin admin) throws ExecutionException, InterruptedException {
        var group = admin.describeConsumerGroups(List.of(ReviewTopology.GROUP))
                .describedGroups()
                .get(ReviewTopology.GROUP);
        if (!members(group).isEmpty()) {
            throw new IllegalStateException("a review is running (expected none): stop it first");
        }
        create(admin);
        var rebuild = new Rebuild();
        var events = events(rebuild, admin);
        var commands = commands(rebuild, admin);
        rebuild.end(Instant.now());
        write(rebuild.state());
        LOG.info(
                "rebuilt {} migrations from {} events and {} commands; start review with an empty state directory",
                rebuild.state().migrations().size(),
                events,
                commands);
    }

    private static List<?> members(KafkaFuture<ConsumerGroupDescription> group)
            throws InterruptedException, ExecutionException {
        try {
            return List.copyOf(group.get().members());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return List.of();
            }
            throw e;
        }
    }

    /** As Kafka Streams would make them. What is there and has records is not touched. */
    private void create(Admin admin) throws ExecutionException, InterruptedException {
        var there = admin.listTopics().names().get();
        if (there.contains(StoredPlatform.SOURCE_OF_TRUTH)
                && StateCheck.ends(admin, StoredPlatform.SOURCE_OF_TRUTH).values().stream()
                        .anyMatch(end -> end > 0)) {
            throw new IllegalStateException(StoredPlatform.SOURCE_OF_TRUTH
                    + " has records (expected none): delete the changelogs of " + ReviewTopology.GROUP
                    + " first if their state is to be replaced");
        }
        var replicas = (short) Math.min(3, admin.describeCluster().nodes().get().size());
        admin.createTopics(StoredPlatform.changelogs().stream()
                        .filter(topic -> !there.contains(topic))
                        .map(topic -> new NewTopic(topic, 1, replicas)
                                .configs(Map.of(
                                        "cleanup.policy",
                                        "compact",
                                        "min.insync.replicas",
                                        Integer.toString(Math.max(1, replicas - 1)))))
                        .toList())
                .all()
                .get();
    }

    /** Those of all partitions in the order of their times. */
    private long events(Rebuild rebuild, Admin admin) throws ExecutionException, InterruptedException {
        record Head(Instant at, SpecificRecord event, Reader reader) {}
        var heads = new PriorityQueue<>(Comparator.comparing(Head::at));
        for (var end : StateCheck.ends(admin, Topic.EVENTS.topicName()).entrySet()) {
            var reader = new Reader(end.getKey(), end.getValue());
            reader.next()
                    .ifPresent(
                            first -> heads.add(new Head((Instant) first.body().get(2), first.body(), reader)));
        }
        var count = 0L;
        for (var head = heads.poll(); head != null; head = heads.poll()) {
            rebuild.event(head.event());
            count++;
            var reader = head.reader();
            reader.next()
                    .ifPresent(next -> heads.add(new Head((Instant) next.body().get(2), next.body(), reader)));
        }
        return count;
    }

    /** Those that review had read; what came later it reads itself. */
    private long commands(Rebuild rebuild, Admin admin) throws ExecutionException, InterruptedException {
        var read = admin.listConsumerGroupOffsets(ReviewTopology.GROUP)
                .partitionsToOffsetAndMetadata()
                .get();
        var count = 0L;
        for (var partition : StateCheck.ends(admin, Topic.COMMANDS.topicName()).keySet()) {
            var until = Optional.ofNullable(read.get(partition))
                    .map(OffsetAndMetadata::offset)
                    .orElse(0L);
            var reader = new Reader(partition, until);
            for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                rebuild.command(next.get().id(), next.get().body());
                count++;
            }
        }
        return count;
    }

    private void write(PlatformState state) {
        try (var producer = new KafkaProducer<>(producerConfig(), new StringSerializer(), new ByteArraySerializer())) {
            state.records()
                    .forEach(record -> producer.send(changelog(record), (_, error) -> {
                        if (error != null) {
                            LOG.error("a record of the state cannot be written", error);
                        }
                    }));
            producer.flush();
        }
    }

    private Map<String, Object> producerConfig() {
        var config = settings.client();
        config.put("acks", "all");
        return config;
    }

    private ProducerRecord<String, byte[]> changelog(SpecificRecord record) {
        return switch (record) {
            case Migration it -> entry(StoredPlatform.storeOf(it), it.getId(), Migration.class, it);
            case Tenant it -> entry(StoredPlatform.TENANTS, it.getNamespace(), Tenant.class, it);
            case QueuedRun it -> entry(StoredPlatform.QUEUE, StoredPlatform.key(it.getPlace()), QueuedRun.class, it);
            case Reservation it -> entry(StoredPlatform.RESERVATIONS, it.getNamespace(), Reservation.class, it);
            case Pool it -> entry(StoredPlatform.POOL, StoredPlatform.POOL, Pool.class, it);
            default -> throw new IllegalArgumentException(record.getSchema() + " is no state");
        };
    }

    private <T extends SpecificRecord> ProducerRecord<String, byte[]> entry(
            String store, String key, Class<T> type, T value) {
        var topic = StoredPlatform.changelog(store);
        return new ProducerRecord<>(topic, key, serdes.serde(type).serializer().serialize(topic, value));
    }

    /** Reads one partition up to an offset. */
    private final class Reader {
        private final KafkaConsumer<String, byte[]> consumer;
        private final TopicPartition partition;
        private final long until;
        private final Queue<Message<?>> ready = new ArrayDeque<>();

        Reader(TopicPartition partition, long until) {
            var config = settings.client();
            config.put("isolation.level", "read_committed");
            config.put("auto.offset.reset", "earliest");
            this.partition = partition;
            this.until = until;
            this.consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
        }

        Optional<Message<?>> next() {
            while (ready.isEmpty() && consumer.position(partition) < until) {
                consumer.poll(POLL).forEach(record -> {
                    try {
                        ready.add(codec.decode(record));
                    } catch (UnreadableRecordException e) {
                        LOG.warn("{}@{} is passed over: {}", partition, record.offset(), e.getMessage());
                    }
                });
            }
            if (ready.isEmpty()) {
                consumer.close();
            }
            return Optional.ofNullable(ready.poll());
        }
    }
}
