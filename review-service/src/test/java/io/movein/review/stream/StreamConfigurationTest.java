package io.movein.review.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.review.lifecycle.Deadlines;
import io.movein.runtime.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamConfigurationTest {
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "2, 2, 1", "3, 3, 2", "5, 3, 2"})
    void theChangelogsAreAsDurableAsTheBrokersAllow(int brokers, int replicas, String inSync) {
        var properties = of(0, brokers);

        assertThat(properties)
                .containsEntry("replication.factor", replicas)
                .containsEntry("topic.min.insync.replicas", inSync);
    }

    @Test
    void aReplicationThatIsSetCounts() {
        var properties = of(4, 5);

        assertThat(properties).containsEntry("replication.factor", 4).containsEntry("topic.min.insync.replicas", "3");
    }

    @Test
    void aSecondReviewKeepsTheStateWarmAndEveryDecisionIsMadeOnce() {
        var properties = of(0, 3);

        assertThat(properties)
                .containsEntry("num.standby.replicas", 1)
                .containsEntry("processing.guarantee", "exactly_once_v2");
    }

    @Test
    void whatRocksDbKeepsInMemoryIsBounded() {
        assertThat(of(0, 1)).containsEntry("rocksdb.config.setter", BoundedRocksDb.class);
    }

    private static Properties of(int replication, int brokers) {
        var kafka = new KafkaSettings("127.0.0.1:9092", Duration.ofSeconds(1), Map.of(), replication);
        var settings = new StreamSettings(Duration.ofMillis(20), Optional.empty(), Duration.ofDays(1), Deadlines.USUAL);
        return StreamConfiguration.of(kafka, settings, brokers);
    }
}
