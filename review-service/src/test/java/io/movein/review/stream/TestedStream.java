package io.movein.review.stream;

import static io.movein.review.Given.NOON;

import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.review.lifecycle.Lifecycle;
import io.movein.review.platform.FactsSource;
import io.movein.review.policy.PolicySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** Review's stream without a broker, at noon. */
final class TestedStream {
    private TestedStream() {}

    /** @param state not the folder that another build on this machine would use as well */
    static TopologyTestDriver start(FactsSource facts, Shared shared, Path state) {
        var meters = shared.meters();
        var topology = ReviewTopology.of(
                new Lifecycle(PolicySettings.STRICT),
                () -> new FactsFetcher(
                        facts,
                        Runnable::run,
                        Duration.ofMillis(1),
                        shared.pending(),
                        meters::factsFailed,
                        meters::factsUnusable),
                shared);
        var properties = new Properties();
        properties.put("application.id", "review-test");
        properties.put("state.dir", state.toString());
        properties.put("bootstrap.servers", "nowhere:0");
        properties.put("rocksdb.config.setter", BoundedRocksDb.class);
        properties.put("metrics.recording.level", "DEBUG"); // how often it looks at its clock
        return new TopologyTestDriver(topology, properties, NOON);
    }

    static void hears(
            TopologyTestDriver driver, Codec codec, Topic topic, String id, SpecificRecord body, Traceparent trace) {
        var migration = MigrationId.parse((String) body.get(0));
        var record = codec.encode(topic, new Message<>(id, "/test", migration, NOON, trace, body));
        input(driver, topic).pipeInput(new TestRecord<>(record.key(), record.value(), record.headers(), NOON));
    }

    static TestInputTopic<String, byte[]> input(TopologyTestDriver driver, Topic topic) {
        return driver.createInputTopic(
                topic.topicName(),
                Serdes.String().serializer(),
                Serdes.ByteArray().serializer());
    }

    static List<TestRecord<String, byte[]>> records(TopologyTestDriver driver, Topic topic) {
        return records(driver, topic.topicName());
    }

    /** @param topic may be a changelog */
    static List<TestRecord<String, byte[]>> records(TopologyTestDriver driver, String topic) {
        return driver.createOutputTopic(
                        topic,
                        Serdes.String().deserializer(),
                        Serdes.ByteArray().deserializer())
                .readRecordsToList();
    }
}
