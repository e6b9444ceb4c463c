package io.movein.review.stream;

import static io.movein.runtime.KafkaAnswers.answer;

import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.Topic;
import io.movein.contract.UnknownSchemaException;
import io.movein.contract.UnreadableRecordException;
import io.movein.review.lifecycle.Rebuild;
import io.movein.runtime.Kafka;
import io.movein.runtime.KafkaSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the changelogs anew from {@code movein.events} and the commands that were read, while no review runs. */
public final class StateRebuild {
    private static final Logger LOG = LoggerFactory.getLogger(StateRebuild.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final KafkaSettings settings;
    private final Codec codec;

    private StateRebuild(KafkaSettings settings) {
        this.settings = settings;
        this.codec = Kafka.codecOf(settings);
    }

    /** @throws IllegalStateException if a review runs, there is state, or what was rebuilt cannot be written */
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
        var layout = Layout.of(admin);
        if (layout == Layout.CURRENT || layout == Layout.TORN) {
            throw new IllegalStateException(StoredPlatform.SOURCE_OF_TRUTH + " has records (expected none): delete "
                    + String.join(", ", StoredPlatform.changelogs()) + " first if their state is to be replaced");
        }
        requireNoReview(admin);
        var changelogs = new Changelogs(settings);
        if (layout == Layout.EARLIER) {
            changelogs.drop(admin);
        }
        var rebuild = new Rebuild();
        var events = events(rebuild, admin);
        var commands = commands(rebuild, admin);
        rebuild.end(Instant.now());
        changelogs.write(rebuild.state().records(), admin);
        LOG.info(
                "rebuilt {} migrations from {} events and {} commands; start review with an empty state directory",
                rebuild.state().migrations().size(),
                events,
                commands);
    }

    private static void requireNoReview(Admin admin) throws ExecutionException, InterruptedException {
        var group = Objects.requireNonNull(admin.describeConsumerGroups(List.of(ReviewTopology.GROUP))
                .describedGroups()
                .get(ReviewTopology.GROUP));
        if (!members(group).isEmpty()) {
            throw new IllegalStateException("a review is running (expected none): stop it first");
        }
    }

    private static List<?> members(KafkaFuture<ConsumerGroupDescription> group)
            throws InterruptedException, ExecutionException {
        try {
            return List.copyOf(answer(group).members());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return List.of();
            }
            throw e;
        }
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
        var read = answer(admin.listConsumerGroupOffsets(ReviewTopology.GROUP).partitionsToOffsetAndMetadata());
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
                    } catch (UnknownSchemaException e) {
                        throw new IllegalStateException(
                                partition + "@" + record.offset() + " cannot be read: " + e.getMessage()
                                        + " (expected what this version knows); rebuild with the version that wrote it",
                                e);
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
