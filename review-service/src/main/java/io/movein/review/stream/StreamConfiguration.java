package io.movein.review.stream;

import static org.apache.kafka.streams.StreamsConfig.consumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.producerPrefix;
import static org.apache.kafka.streams.StreamsConfig.restoreConsumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.topicPrefix;

import io.movein.runtime.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;

/** Settings of Kafka Streams that lose nothing and let another instance take over within ten seconds. */
final class StreamConfiguration {
    private static final int MOST_REPLICAS = 3;
    private static final Duration COMMITS_BY_ITSELF = Duration.ofMillis(500);
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"), "kafka-streams");

    private StreamConfiguration() {}

    @SuppressWarnings("deprecation") // of a switch that goes away with its other position
    static Properties of(KafkaSettings kafka, StreamSettings settings, int brokers) {
        var properties = new Properties();
        properties.putAll(kafka.client());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, ReviewTopology.GROUP);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // for what was not decided, as a look at the clock after which nothing is to be sent: what was decided asks for
        // its commit
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMITS_BY_ITSELF.toMillis());
        // the thread looks at its clock between polls: what is to be committed together waits at most this long more
        properties.put(StreamsConfig.POLL_MS_CONFIG, 20);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        // the default of Kafka 5, which 4 warns about at every start until it is chosen; there is no global thread here
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
        // keys are text and values bytes, which anything is; should that ever change, a record costs only itself
        properties.put(
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, LogAndContinueExceptionHandler.class);
        durable(properties, kafka.replication() > 0 ? kafka.replication() : Math.min(MOST_REPLICAS, brokers));
        takenOverSoon(properties);
        startedSoon(properties);
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG,
                settings.stateDirectory().orElse(TEMPORARY).toString());
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        return properties;
    }

    /** The changelogs hold the state, so they are kept as safe as the topics. */
    private static void durable(Properties properties, int replicas) {
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replicas);
        properties.put(topicPrefix("min.insync.replicas"), Integer.toString(Math.max(1, replicas - 1)));
        // as on Movein's topics: a clock that is ahead must not keep anything from being written
        properties.put(topicPrefix("message.timestamp.type"), "LogAppendTime");
    }

    /** A second instance keeps the state warm; a killed one is missed after six seconds, and its transaction is given up as soon. */
    private static void takenOverSoon(Properties properties) {
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 1);
        properties.put(consumerPrefix("session.timeout.ms"), 6_000);
        properties.put(consumerPrefix("heartbeat.interval.ms"), 1_500);
        properties.put(producerPrefix("transaction.timeout.ms"), 6_000);
    }

    /** After a kill the changelogs are read whole: in large pieces, as each costs a round to the broker and one to the disk. */
    private static void startedSoon(Properties properties) {
        properties.put(restoreConsumerPrefix("max.poll.records"), 10_000);
        properties.put(restoreConsumerPrefix("max.partition.fetch.bytes"), 8 << 20);
    }
}
