package io.movein.review.stream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.movein.contract.Codec;
import io.movein.contract.Topic;
import io.movein.review.lifecycle.Lifecycle;
import io.movein.review.platform.FactsSource;
import io.movein.review.policy.PolicySettings;
import io.movein.runtime.DeadLetters;
import io.movein.runtime.GroupSilence;
import io.movein.runtime.Health;
import io.movein.runtime.Kafka;
import io.movein.runtime.KafkaPublisher;
import io.movein.runtime.Waiting;
import io.movein.runtime.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running stream: every decision is taken, remembered and sent exactly once, whatever crashes. */
public final class ReviewStream implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(ReviewStream.class);
    private static final Duration STUCK = Duration.ofMinutes(2);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    /** Of what it lives; without one of them as it was at the start, only another start helps. */
    private static final List<Topic> TOPICS = List.of(Topic.COMMANDS, Topic.RUN_REPORTS, Topic.EVENTS);

    private final Kafka kafka;
    private final KafkaPublisher publisher;
    private final Map<Topic, Integer> generations;
    private final KafkaStreams streams;
    private final KafkaStreamsMetrics metrics;
    private final MeterRegistry registry;
    private final Vitals vitals = new Vitals(System::nanoTime);
    private final Shared shared;
    private final StaleTransactions stale;
    private volatile long changedAt = System.nanoTime();

    /** @throws IllegalStateException if the state is missing that the events in Kafka tell of */
    public ReviewStream(Kafka kafka, StreamSettings settings, PolicySettings policy, FactsSource facts) {
        this(kafka, settings, policy, facts, kafka.codec());
    }

    ReviewStream(Kafka kafka, StreamSettings settings, PolicySettings policy, FactsSource facts, Codec codec) {
        var brokers = StateCheck.brokers(kafka.settings());
        this.registry = kafka.meters();
        this.publisher = kafka.publisher();
        var meters = new ReviewMeters(registry);
        this.shared = new Shared(
                        meters,
                        new DeadLetters(ReviewTopology.GROUP, kafka, publisher)::put,
                        settings.closedShown(),
                        kafka::id,
                        codec,
                        settings.mirrorsEvents(),
                        kafka.tracing())
                .committing(settings.commitInterval());
        this.stale = new StaleTransactions(kafka.settings());
        var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("facts-", 0).factory());
        var clients = new WakefulClients();
        Executor fetching = task -> threads.execute(() -> {
            task.run();
            clients.wake();
        });
        var topology = ReviewTopology.of(
                new Lifecycle(policy, settings.deadlines()),
                () -> new FactsFetcher(
                        facts, fetching, FIRST_PAUSE, shared.pending(), meters::factsFailed, meters::factsUnusable),
                shared);
        this.kafka = kafka;
        this.generations = generations();
        kafka.reads(ReviewTopology.GROUP, ReviewTopology.INPUTS);
        var properties = StreamConfiguration.of(kafka.settings(), settings, brokers);
        LocalState.clearUnlessOf(kafka.settings(), Path.of(properties.getProperty(StreamsConfig.STATE_DIR_CONFIG)));
        streams = new KafkaStreams(topology, properties, clients, new SteadyTime());
        streams.setStateListener((next, _) -> {
            changedAt = System.nanoTime();
            LOG.info("stream is {}", next);
            if (next == KafkaStreams.State.REBALANCING) {
                stale.end(this::clientId, this::isRebalancing);
            }
        });
        streams.setUncaughtExceptionHandler(this::died);
        metrics = new KafkaStreamsMetrics(streams);
        Gauge.builder("movein.stream.stuck", vitals, Vitals::stuckSeconds)
                .baseUnit("seconds")
                .register(registry);
        ReviewTopology.INPUTS.forEach(
                topic -> Gauge.builder("movein.records.unfinished", vitals, it -> it.undecided(topic))
                        .tag("topic", topic.topicName())
                        .register(registry));
    }

    private StreamThreadExceptionResponse died(Throwable error) {
        LOG.error("a stream thread died, another one takes its place", error);
        shared.meters().threadDied();
        if (!Suspects.passes(error)) {
            vitals.died(); // a restart would not bring Kafka back
        }
        shared.suspects().died(error);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    @Override
    public void start() {
        metrics.bindTo(registry);
        streams.start();
    }

    @Override
    public void stop() {
        // said goodbye, the next one goes on at once instead of missing this one first
        streams.close(CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(Duration.ofSeconds(10)));
        metrics.close();
        publisher.close();
    }

    private String clientId() {
        return streams.metadataForLocalThreads().stream()
                .flatMap(thread -> thread.producerClientIds().stream())
                .findFirst()
                .map(producer -> producer.replaceFirst("-StreamThread-.*", ""))
                .orElse("");
    }

    private boolean isRebalancing() {
        return streams.state() == KafkaStreams.State.REBALANCING;
    }

    @Override
    public List<Waiting> waiting() {
        return shared.pending().list();
    }

    @Override
    public List<Waiting> stuck() {
        var age = Duration.ofNanos(System.nanoTime() - changedAt);
        return GroupSilence.of(ReviewTopology.GROUP, streams.metrics(), age).stream()
                .toList();
    }

    @Override
    public Health health() {
        var lost = madeAnew();
        if (lost.isPresent()) {
            return Health.down(
                    lost.get().topicName()
                            + " is another topic than the one that was there at the start; a new start begins with what there is");
        }
        var state = streams.state();
        var complaint = vitals.complaint(offsets(true), offsets(false));
        return switch (state) {
            case RUNNING -> complaint.orElse(Health.up("decides"));
            case CREATED, REBALANCING -> {
                var since = Duration.ofNanos(System.nanoTime() - changedAt);
                yield since.compareTo(STUCK) < 0
                        ? complaint.orElse(Health.up("is getting its work"))
                        : Health.down("has been getting its work for " + since.toSeconds() + " s (expected less than "
                                + STUCK.toSeconds() + " s)");
            }
            case PENDING_SHUTDOWN, PENDING_ERROR, ERROR, NOT_RUNNING ->
                Health.down("is " + state + " (expected RUNNING)");
        };
    }

    private Map<Topic, Integer> generations() {
        return TOPICS.stream().collect(Collectors.toMap(topic -> topic, kafka::generation));
    }

    private Optional<Topic> madeAnew() {
        return TOPICS.stream()
                .filter(topic -> kafka.generation(topic) != generations.getOrDefault(topic, 0))
                .findFirst();
    }

    private Map<TopicPartition, Long> offsets(boolean committed) {
        var offsets = new HashMap<TopicPartition, Long>();
        streams.metadataForLocalThreads().stream()
                .flatMap(thread -> thread.activeTasks().stream())
                .forEach(task -> offsets.putAll(committed ? task.committedOffsets() : task.endOffsets()));
        return offsets;
    }

    /** Whether records are being decided right now. */
    public boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }
}
