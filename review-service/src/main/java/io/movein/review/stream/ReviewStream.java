package io.movein.review.stream;

import static org.apache.kafka.streams.StreamsConfig.consumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.producerPrefix;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.movein.review.lifecycle.Lifecycle;
import io.movein.review.platform.FactsSource;
import io.movein.review.policy.PolicySettings;
import io.movein.runtime.Health;
import io.movein.runtime.Kafka;
import io.movein.runtime.KafkaSettings;
import io.movein.runtime.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.Executors;
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

    private final KafkaStreams streams;
    private final KafkaStreamsMetrics metrics;
    private final MeterRegistry registry;
    private volatile Instant changedAt = Instant.now();

    public ReviewStream(Kafka kafka, StreamSettings settings, PolicySettings policy, FactsSource facts) {
        this.registry = kafka.meters();
        var meters = new ReviewMeters(registry);
        var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("facts-", 0).factory());
        var topology = ReviewTopology.of(
                new Lifecycle(policy),
                () -> new FactsFetcher(facts, threads, FIRST_PAUSE, meters::factsFailed),
                meters,
                Rhythm.USUAL);
        streams = new KafkaStreams(topology, properties(kafka.settings(), settings));
        streams.setStateListener((next, _) -> {
            changedAt = Instant.now();
            LOG.info("stream is {}", next);
        });
        streams.setUncaughtExceptionHandler(error -> {
            LOG.error("a stream thread died, another one takes its place", error);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        metrics = new KafkaStreamsMetrics(streams);
    }

    static Properties properties(KafkaSettings kafka, StreamSettings settings) {
        var properties = new Properties();
        properties.putAll(kafka.client());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, ReviewTopology.GROUP);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                settings.commitInterval().toMillis());
        // the thread looks at its clock between polls: facts that have come wait at most this long
        properties.put(StreamsConfig.POLL_MS_CONFIG, 20);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        properties.put(producerPrefix("linger.ms"), 0);
        // the default of Kafka 5, which 4 warns about at every start until it is chosen; there is no global thread here
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
        // a killed instance's work waits this long for the next one
        properties.put(consumerPrefix("session.timeout.ms"), 10_000);
        properties.put(consumerPrefix("heartbeat.interval.ms"), 2_000);
        settings.stateDirectory()
                .ifPresent(directory -> properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString()));
        return properties;
    }

    @Override
    public void start() {
        metrics.bindTo(registry);
        streams.start();
    }

    @Override
    public void stop() {
        streams.close(Duration.ofSeconds(10));
        metrics.close();
    }

    @Override
    public Health health() {
        var state = streams.state();
        return switch (state) {
            case RUNNING -> Health.up("decides");
            case CREATED, REBALANCING ->
                Instant.now().isBefore(changedAt.plus(STUCK))
                        ? Health.up("is getting its work")
                        : Health.down(
                                "has been getting its work since " + changedAt + " (expected less than " + STUCK + ")");
            case PENDING_SHUTDOWN, PENDING_ERROR, ERROR, NOT_RUNNING ->
                Health.down("is " + state + " (expected RUNNING)");
        };
    }

    /** Whether records are being decided right now. */
    public boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }
}
