package io.movein.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.contract.Codec;
import io.movein.contract.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Makes this service's Kafka clients, all with the settings that lose nothing, and counts what they do. */
public final class Kafka {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Bytes: more than comes in the time that nobody waits for. */
    private static final int TOGETHER = 1 << 20;

    private final KafkaSettings settings;
    private final MeterRegistry meters;
    private final Duration stuckAfter;
    private final Codec codec;
    private final @Nullable SchemaRegistry registry;
    private final Tracing tracing;
    private final Map<Topic, Integer> generations = new ConcurrentHashMap<>();
    private final Map<String, Set<Topic>> readers = new ConcurrentHashMap<>();
    private volatile Map<Topic, Uuid> ids = Map.of();

    public Kafka(KafkaSettings settings, MeterRegistry meters) {
        this(settings, meters, ServiceSettings.STUCK_AFTER);
    }

    Kafka(KafkaSettings settings, MeterRegistry meters, Duration stuckAfter) {
        this(settings, meters, stuckAfter, Tracing.none());
    }

    Kafka(KafkaSettings settings, MeterRegistry meters, Duration stuckAfter, Tracing tracing) {
        this.tracing = tracing;
        this.settings = settings;
        this.registry = settings.registry().isThere() ? new SchemaRegistry(settings.registry(), meters) : null;
        this.codec = registry == null ? new Codec() : Codec.with(registry);
        SchemaRegistry.failures(meters);
        this.meters = meters;
        this.stuckAfter = stuckAfter;
    }

    public KafkaSettings settings() {
        return settings;
    }

    public MeterRegistry meters() {
        return meters;
    }

    /** To read with where nothing else of Kafka is needed. */
    public static Codec codecOf(KafkaSettings settings) {
        return settings.registry().isThere()
                ? Codec.with(new SchemaRegistry(settings.registry(), new SimpleMeterRegistry()))
                : new Codec();
    }

    /** Waits for the registry for as long as it takes, where there is to be one: who writes the public topics needs its numbers. */
    void awaitRegistry(java.util.function.Consumer<String> waitsFor) {
        while (registry != null) {
            try {
                registry.registerAll();
                return;
            } catch (IOException e) {
                waitsFor.accept("the schema registry: " + e.getMessage());
            }
            try {
                TimeUnit.SECONDS.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for the schema registry", e);
            }
        }
    }

    /** Spans of what is published and handled. */
    public Tracing tracing() {
        return tracing;
    }

    public Codec codec() {
        return codec;
    }

    /** How long one call of a handler may take, and a partition on which there is something to do may stand still. */
    Duration stuckAfter() {
        return stuckAfter;
    }

    /** The topic was deleted and made again: those who read it have to begin anew. */
    void madeAnew(Topic topic) {
        generations.merge(topic, 1, Integer::sum);
    }

    void note(Map<Topic, Uuid> now) {
        ids = now;
    }

    Map<Topic, Uuid> ids() {
        return ids;
    }

    /** The topic's id, which is another one when it was made anew; empty until the topics were looked at. */
    public Optional<String> id(Topic topic) {
        return Optional.ofNullable(ids.get(topic)).map(Uuid::toString);
    }

    /** Changes when the topic is made anew. */
    public int generation(Topic topic) {
        return generations.getOrDefault(topic, 0);
    }

    /** What this service reads, and as which group: without that it does nothing. */
    public void reads(String group, Collection<Topic> topics) {
        readers.computeIfAbsent(group, _ -> ConcurrentHashMap.newKeySet()).addAll(topics);
    }

    Map<String, Set<Topic>> readers() {
        return readers;
    }

    /** A producer for itself; close it. */
    public KafkaPublisher publisher() {
        return new KafkaPublisher(this);
    }

    /** A client and the metrics that end with it. */
    public record Client<C extends AutoCloseable>(C client, KafkaClientMetrics metrics) implements AutoCloseable {
        @Override
        public void close() {
            close(PATIENCE);
        }

        void close(Duration patience) {
            metrics.close();
            switch (client) {
                case Producer<?, ?> producer -> producer.close(patience);
                case Consumer<?, ?> consumer -> consumer.close(CloseOptions.timeout(patience));
                default -> throw new IllegalStateException(client + " is neither a producer nor a consumer");
            }
        }
    }

    Client<Producer<String, byte[]>> producer() {
        var config = settings.client();
        config.put("acks", "all");
        config.put("enable.idempotence", true);
        config.put("linger.ms", 0); // since Kafka 4 the default is 5, which every blocking publish would pay
        // finding the broker and delivering share the time that a publish may take
        var timeout = settings.publishTimeout().toMillis();
        config.put("max.block.ms", timeout * 2 / 5);
        config.put("delivery.timeout.ms", (int) (timeout * 3 / 5));
        config.put("request.timeout.ms", (int) (timeout * 2 / 5));
        var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
        return measured(producer, new KafkaClientMetrics(producer));
    }

    /** A consumer for itself, that commits nothing by itself; close it. */
    public Client<Consumer<String, byte[]>> consumer(String groupId) {
        return consumer(groupId, Map.of());
    }

    /** The same for what nobody waits for: it hears of a record so much later at most, and of many at once. */
    public Client<Consumer<String, byte[]>> patientConsumer(String groupId, Duration patience) {
        return consumer(groupId, Map.of("fetch.min.bytes", TOGETHER, "fetch.max.wait.ms", (int) patience.toMillis()));
    }

    private Client<Consumer<String, byte[]>> consumer(String groupId, Map<String, Object> more) {
        var config = settings.client();
        config.putAll(Map.of(
                "group.id",
                groupId,
                "enable.auto.commit",
                false,
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed",
                "partition.assignment.strategy",
                "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
                // a killed service's partitions wait this long for the next one; brokers allow no less by default
                "session.timeout.ms",
                6_000,
                "heartbeat.interval.ms",
                1_500,
                "max.poll.records",
                100));
        // the wait for a batch of records adds nothing here: answers are sent as soon as there is one
        config.put("fetch.min.bytes", 1);
        config.putAll(more);
        var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
        return measured(consumer, new KafkaClientMetrics(consumer));
    }

    private <C extends AutoCloseable> Client<C> measured(C client, KafkaClientMetrics metrics) {
        metrics.bindTo(meters);
        return new Client<>(client, metrics);
    }
}
