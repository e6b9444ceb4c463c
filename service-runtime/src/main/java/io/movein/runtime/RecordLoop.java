package io.movein.runtime;

import io.micrometer.core.instrument.Gauge;
import io.movein.contract.Topic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic and hands each record to a handler, at least once: an offset is committed only after the handler returned.
 * Partitions are handled beside each other, and within one a key that waits holds up no other. A record that can never be handled goes
 * to the dead letters. A partition that goes to somebody else is given up only when nothing on it is being handled any more.
 */
public final class RecordLoop implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(RecordLoop.class);
    private static final List<String> COUNTERS = List.of(
            "movein.records.retried",
            "movein.records.failed",
            "movein.records.unknown.schema",
            "movein.records.dead.lettered",
            "movein.dead.letters.failed");
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration SILENT = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Others get a revoked partition only when we have given it up, or after {@code max.poll.interval.ms}, 5 min by default. */
    private static final Duration FENCE = Duration.ofMinutes(4);

    private static final Duration END = Duration.ofSeconds(20);
    /** What has just come must not look old, nor what is stuck new, because the wall clock was set. */
    private static final InstantSource CLOCK = new SteadyClock();

    private final String name;
    private final Topic topic;
    private final String groupId;
    private final BatchHandler handler;
    private final boolean batches;
    private final Kafka kafka;
    private final Deaths deaths;
    private final Map<TopicPartition, PartitionWork> work = new ConcurrentHashMap<>();
    private final Commits commits = new Commits(this::next, System::nanoTime);

    private volatile boolean running;
    private volatile long lastPoll = System.nanoTime();
    private volatile @Nullable String trouble;
    private volatile @Nullable Consumer<String, byte[]> consumer;
    private volatile long consumerMade = System.nanoTime();
    private @Nullable Thread thread;
    private int generation;

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
        this.deaths = new Deaths(name, kafka.meters());
        this.generation = kafka.generation(topic);
        kafka.reads(groupId, List.of(topic));
        measure();
    }

    /** A loop that hands over all that has come of a key at once, so that catching up costs one effect and not one per record. */
    public static RecordLoop batches(String name, Topic topic, String groupId, BatchHandler handler, Kafka kafka) {
        return new RecordLoop(name, topic, groupId, handler, true, kafka);
    }

    private void measure() {
        // a counter that is there from the start shows its first step as an increase
        COUNTERS.forEach(counter -> kafka.meters().counter(counter, "topic", topic.topicName()));
        gauge("movein.records.unfinished", loop -> loop.sum(PartitionWork::size));
        gauge("movein.records.parked.keys", loop -> loop.sum(PartitionWork::parked));
        gauge("movein.records.oldest.seconds", loop -> seconds(loop.longest(work -> work.oldest(CLOCK.instant()))));
        gauge("movein.partition.standstill.seconds", loop -> seconds(loop.longest(PartitionWork::standsStill)));
    }

    private void gauge(String gauge, ToDoubleFunction<RecordLoop> value) {
        Gauge.builder(gauge, this, value)
                .tag("topic", topic.topicName())
                .strongReference(true)
                .register(kafka.meters());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private double sum(ToDoubleFunction<PartitionWork> number) {
        return work.values().stream().mapToDouble(number).sum();
    }

    private Duration longest(Function<PartitionWork, Duration> duration) {
        return work.values().stream()
                .map(duration)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() {
        running = true;
        lastPoll = System.nanoTime();
        thread = Thread.ofPlatform().name(name).start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        wakeUp();
        try {
            Objects.requireNonNull(thread, "never started").join(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Health health() {
        if (thread == null || !thread.isAlive()) {
            return Health.down("not running");
        }
        var silence = Duration.ofNanos(System.nanoTime() - lastPoll);
        if (silence.compareTo(SILENT) > 0) {
            return Health.down("has not asked Kafka for " + silence.toSeconds() + " s");
        }
        return deaths.complaint()
                .or(() -> firstOf(this::fault))
                .map(Health::down)
                .orElseGet(() -> Health.up("partitions " + partitions()));
    }

    @Override
    public Health readiness() {
        if (trouble != null) {
            return Health.down(trouble);
        }
        // the world is away, mostly: to be cut off from what comes in would not help, and what waits makes the service
        // DEGRADED
        return Health.up(firstOf(this::standstill).orElse("goes on"));
    }

    @Override
    public List<Waiting> waiting() {
        var wall = CLOCK.instant();
        return work.values().stream()
                .flatMap(partition -> partition.waiting(wall).stream())
                .sorted(Comparator.comparing(Waiting::since))
                .toList();
    }

    @Override
    public List<Waiting> stuck() {
        var mine = consumer;
        return mine == null
                ? List.of()
                : GroupSilence.of(groupId, mine.metrics(), consumerAge()).stream()
                        .toList();
    }

    private Duration consumerAge() {
        return Duration.ofNanos(System.nanoTime() - consumerMade);
    }

    private Optional<String> firstOf(BiFunction<TopicPartition, PartitionWork, @Nullable String> complaint) {
        return work.entrySet().stream()
                .map(entry -> complaint.apply(entry.getKey(), entry.getValue()))
                .filter(Objects::nonNull)
                .findFirst();
    }

    private @Nullable String fault(TopicPartition partition, PartitionWork work) {
        var crash = work.crash();
        if (crash != null) {
            return partition + " has died: " + crash;
        }
        var busy = work.busy();
        return busy.compareTo(kafka.stuckAfter()) > 0
                ? partition + " has been busy with one record for " + busy.toSeconds() + " s"
                : null;
    }

    private @Nullable String standstill(TopicPartition partition, PartitionWork work) {
        var still = work.standsStill();
        return still.compareTo(kafka.stuckAfter()) > 0
                ? partition + " has finished nothing for " + still.toSeconds() + " s, with " + work.size()
                        + " record(s) to do"
                : null;
    }

    private List<Integer> partitions() {
        return work.keySet().stream().map(TopicPartition::partition).sorted().toList();
    }

    private void run() {
        while (running) {
            try (var mine = kafka.consumer(groupId);
                    var publisher = kafka.publisher()) {
                consumerMade = System.nanoTime();
                consumer = mine.client();
                consume(mine.client(), shared(publisher));
            } catch (Exception | LinkageError | StackOverflowError e) {
                startAnew(e);
            }
        }
        LOG.info("{} has stopped", name);
    }

    private void startAnew(Throwable e) {
        trouble = "starts anew after " + e;
        // what Kafka forbids us is no death: a restart would not help
        if (SendFailure.of(e) != SendFailure.REFUSED) {
            deaths.died(e);
        }
        LOG.error("{} starts anew in 1 s", name, e);
        pause();
    }

    private PartitionWork.Shared shared(KafkaPublisher publisher) {
        return new PartitionWork.Shared(
                name, handler, batches, kafka, new DeadLetters(groupId, kafka, publisher), this::wakeUp);
    }

    private void consume(Consumer<String, byte[]> mine, PartitionWork.Shared shared) {
        try {
            var wasMadeAnew = generation != kafka.generation(topic);
            generation = kafka.generation(topic);
            mine.subscribe(List.of(topic.topicName()), new Rebalance(mine, shared, wasMadeAnew));
            while (running && generation == kafka.generation(topic)) {
                poll(mine);
                trouble = null;
            }
        } finally {
            var mayCommit = generation == kafka.generation(topic);
            release(mine, List.copyOf(work.keySet()), END.minus(PATIENCE.multipliedBy(2)), mayCommit);
        }
    }

    private void poll(Consumer<String, byte[]> mine) {
        lastPoll = System.nanoTime();
        try {
            var records = mine.poll(POLL);
            records.partitions().forEach(partition -> workOn(partition).add(records.records(partition)));
        } catch (WakeupException e) {
            // a partition has room again, or we are to stop
        }
        work.forEach((partition, partitionWork) -> pauseOrResume(mine, partition, partitionWork));
        commits.soon(mine, work.keySet());
    }

    private PartitionWork workOn(TopicPartition partition) {
        return Objects.requireNonNull(work.get(partition), () -> partition + " is not ours");
    }

    private static void pauseOrResume(Consumer<String, byte[]> mine, TopicPartition partition, PartitionWork work) {
        try {
            work.reached(mine.position(partition, Duration.ZERO));
        } catch (TimeoutException | WakeupException e) {
            // not known yet: the next look will tell
        }
        if (work.isFull()) {
            mine.pause(List.of(partition));
        } else if (mine.paused().contains(partition)) {
            mine.resume(List.of(partition));
        }
    }

    private OptionalLong next(TopicPartition partition) {
        var next = workOn(partition).next();
        return next < 0 ? OptionalLong.empty() : OptionalLong.of(next);
    }

    /** @param fence how long a handler that does not heed its interruption is waited for */
    private void release(
            Consumer<String, byte[]> mine, Collection<TopicPartition> partitions, Duration fence, boolean commit) {
        var held = partitions.stream().filter(work::containsKey).toList();
        PartitionWork.stopAll(held.stream().map(this::workOn).toList(), commit ? PATIENCE : Duration.ZERO, fence);
        try {
            if (commit) {
                commits.now(mine, held);
            }
        } catch (RuntimeException e) {
            LOG.warn("{} could not commit while giving up {}: what was done last will be done again", name, held, e);
        } finally {
            work.keySet().removeAll(held);
            commits.forget(held);
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
        /** The offsets that are known are those of a topic that is gone. */
        private final boolean fromBeginning;

        Rebalance(Consumer<String, byte[]> mine, PartitionWork.Shared shared, boolean fromBeginning) {
            this.mine = mine;
            this.shared = shared;
            this.fromBeginning = fromBeginning;
        }

        /** Asks Kafka nothing: an exception here would leave the partition ours and without anybody who works on it. */
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            partitions.forEach(partition -> work.put(partition, new PartitionWork(partition.toString(), shared)));
            if (fromBeginning) {
                mine.seekToBeginning(partitions);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            release(mine, partitions, FENCE, true);
        }

        /** Somebody else has them already. */
        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            release(mine, partitions, PATIENCE, false);
        }
    }
}
