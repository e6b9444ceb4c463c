package io.movein.runtime;

import io.movein.contract.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic and hands each record to a handler, at least once: an offset is committed only after the handler returned.
 * Partitions are handled beside each other, each in its own order; what a partition waits for holds up no other. A record that can
 * never be handled goes to the dead letters, and the next one is handled.
 */
public final class RecordLoop implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(RecordLoop.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration SILENT = Duration.ofSeconds(30);
    private static final Duration STUCK = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MANY = 200;

    private final String name;
    private final Topic topic;
    private final String groupId;
    private final BatchHandler handler;
    private final boolean batches;
    private final Kafka kafka;
    private final Map<TopicPartition, PartitionWork> work = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();

    private volatile boolean running;
    private volatile Instant lastPoll = Instant.now();
    private volatile @Nullable String trouble;
    private volatile @Nullable Consumer<String, byte[]> consumer;
    private @Nullable Thread thread;

    public RecordLoop(String name, Topic topic, String groupId, Handler handler, Kafka kafka) {
        this(name, topic, groupId, messages -> handler.handle(messages.getFirst()), false, kafka);
    }

    private RecordLoop(String name, Topic topic, String groupId, BatchHandler handler, boolean batches, Kafka kafka) {
        this.name = name;
        this.topic = topic;
        this.groupId = groupId;
        this.handler = handler;
        this.batches = batches;
        this.kafka = kafka;
    }

    /** A loop that hands over all that has come of a key at once, so that catching up costs one effect and not one per record. */
    public static RecordLoop batches(String name, Topic topic, String groupId, BatchHandler handler, Kafka kafka) {
        return new RecordLoop(name, topic, groupId, handler, true, kafka);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() {
        running = true;
        lastPoll = Instant.now();
        thread = Thread.ofPlatform().name(name).start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        wakeUp();
        try {
            Objects.requireNonNull(thread, "never started").join(Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Health health() {
        var now = Instant.now();
        if (thread == null || !thread.isAlive()) {
            return Health.down("not running");
        }
        if (lastPoll.plus(SILENT).isBefore(now)) {
            return Health.down("has not asked Kafka since " + lastPoll);
        }
        return work.entrySet().stream()
                .map(entry -> complaint(entry.getKey(), entry.getValue(), now))
                .filter(Objects::nonNull)
                .findFirst()
                .map(Health::down)
                .orElseGet(() -> trouble == null ? Health.up("partitions " + partitions()) : Health.down(trouble));
    }

    private static @Nullable String complaint(TopicPartition partition, PartitionWork work, Instant now) {
        var crash = work.crash();
        if (crash != null) {
            return partition + " has died: " + crash;
        }
        var since = work.busySince();
        return since != null && since.plus(STUCK).isBefore(now)
                ? partition + " is busy with one record since " + since
                : null;
    }

    private List<Integer> partitions() {
        return work.keySet().stream().map(TopicPartition::partition).sorted().toList();
    }

    private void run() {
        while (running) {
            try (var mine = kafka.consumer(groupId);
                    var publisher = kafka.publisher()) {
                consumer = mine.client();
                consume(mine.client(), shared(publisher));
            } catch (RuntimeException e) {
                trouble = "Kafka: " + e;
                LOG.error("{} starts anew in 1 s", name, e);
                pause();
            }
        }
        LOG.info("{} has stopped", name);
    }

    private PartitionWork.Shared shared(KafkaPublisher publisher) {
        return new PartitionWork.Shared(
                name, handler, batches, kafka, new DeadLetters(groupId, kafka, publisher), this::wakeUp);
    }

    private void consume(Consumer<String, byte[]> mine, PartitionWork.Shared shared) {
        try {
            mine.subscribe(List.of(topic.topicName()), new Rebalance(mine, shared));
            while (running) {
                poll(mine);
                trouble = null;
            }
        } finally {
            release(mine, List.copyOf(work.keySet()), true);
        }
    }

    private void poll(Consumer<String, byte[]> mine) {
        lastPoll = Instant.now();
        try {
            var records = mine.poll(POLL);
            records.partitions().forEach(partition -> {
                var partitionWork = work.get(partition);
                if (partitionWork != null) {
                    partitionWork.add(records.records(partition));
                }
            });
        } catch (WakeupException e) {
            // a partition has room again, or we are to stop
        }
        work.forEach((partition, partitionWork) -> hold(mine, partition, partitionWork.backlog() > MANY));
        commit(mine, work.keySet(), false);
    }

    private static void hold(Consumer<String, byte[]> mine, TopicPartition partition, boolean full) {
        if (full) {
            mine.pause(List.of(partition));
        } else if (mine.paused().contains(partition)) {
            mine.resume(List.of(partition));
        }
    }

    private void commit(Consumer<String, byte[]> mine, Collection<TopicPartition> partitions, boolean andWait) {
        var done = new HashMap<TopicPartition, OffsetAndMetadata>();
        for (var partition : partitions) {
            var next = Objects.requireNonNull(work.get(partition)).next();
            if (next != committed.getOrDefault(partition, -1L)) {
                done.put(partition, new OffsetAndMetadata(next));
            }
        }
        if (done.isEmpty()) {
            return;
        }
        if (andWait) {
            commitNow(mine, done);
        } else {
            mine.commitAsync(done, (offsets, failure) -> note(offsets, failure));
        }
    }

    /** A wake-up that was meant for a poll may strike here, once. */
    private static void commitNow(Consumer<String, byte[]> mine, Map<TopicPartition, OffsetAndMetadata> done) {
        try {
            mine.commitSync(done, PATIENCE);
        } catch (WakeupException e) {
            mine.commitSync(done, PATIENCE);
        }
    }

    /** A commit that failed is made again after the next poll, as its offset is still not noted. */
    private void note(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception failure) {
        if (failure == null) {
            offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
        } else {
            LOG.debug("commit of {} failed", offsets, failure);
        }
    }

    private void release(Consumer<String, byte[]> mine, Collection<TopicPartition> partitions, boolean commit) {
        var held = partitions.stream().filter(work::containsKey).toList();
        held.forEach(partition -> Objects.requireNonNull(work.get(partition)).stop(PATIENCE));
        try {
            if (commit) {
                commit(mine, held, true);
            }
        } catch (RuntimeException e) {
            LOG.warn("{} could not commit while giving up {}: what was done last will be done again", name, held, e);
        } finally {
            work.keySet().removeAll(held);
            committed.keySet().removeAll(held);
        }
    }

    private void wakeUp() {
        var mine = consumer;
        if (mine != null) {
            mine.wakeup();
        }
    }

    private void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            running = false;
        }
    }

    /** Partitions come and go while we poll; what was begun on one that goes is finished and committed first. */
    private final class Rebalance implements ConsumerRebalanceListener {
        private final Consumer<String, byte[]> mine;
        private final PartitionWork.Shared shared;

        Rebalance(Consumer<String, byte[]> mine, PartitionWork.Shared shared) {
            this.mine = mine;
            this.shared = shared;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            for (var partition : partitions) {
                var position = mine.position(partition);
                committed.put(partition, position);
                work.put(partition, new PartitionWork(partition.toString(), position, shared));
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            release(mine, partitions, true);
        }

        /** Somebody else has them already. */
        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            release(mine, partitions, false);
        }
    }
}
