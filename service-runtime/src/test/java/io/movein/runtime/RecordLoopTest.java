package io.movein.runtime;

import static io.movein.runtime.Broker.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.contract.Topic;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordLoopTest {

    @Test
    void aLoopThatDiesAgainAndAgainIsNotHealthyThoughItRunsInBetween() throws Exception {
        var broken = new KafkaSettings(
                "127.0.0.1:1", Duration.ofSeconds(1), Map.of("max.partition.fetch.bytes", "no number"));
        var kafka = new Kafka(broken, new SimpleMeterRegistry());
        var loop = new RecordLoop("events", Topic.EVENTS, "readers", _ -> {}, kafka);

        loop.start();
        try {
            await("the second death", () -> !loop.health().working());

            assertThat(loop.health().detail())
                    .startsWith("has died 2 times in 10 min")
                    .contains("no number");
            assertThat(kafka.meters()
                            .counter("movein.worker.deaths", "worker", "events")
                            .count())
                    .isEqualTo(2);
            assertThat(loop.readiness().detail()).startsWith("starts anew after ");
        } finally {
            loop.stop();
        }
        assertThat(loop.health()).isEqualTo(Health.down("not running"));
    }
}
