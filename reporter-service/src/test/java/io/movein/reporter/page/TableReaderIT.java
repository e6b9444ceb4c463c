package io.movein.reporter.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.runtime.Kafka;
import io.movein.runtime.KafkaSettings;
import io.movein.runtime.Topics;
import io.movein.testkit.KafkaForTests;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TableReaderIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaForTests broker = KafkaForTests.start();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CountDownLatch shown = new CountDownLatch(2);

    @Test
    void outlivesAnErrorOfItsOwnAndCountsIt() throws Exception {
        Topics.ensure(broker.bootstrapServers());
        var kafka = new Kafka(KafkaSettings.of(broker.bootstrapServers()), meters);
        var reader = new TableReader(
                kafka, "table-reader-it", new MigrationTable(), this::showsTheSecondTime, InstantSource.system());

        reader.start();
        var goesOn = shown.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        reader.stop();

        assertThat(goesOn).isTrue();
        assertThat(meters.counter("movein.own.faults", "worker", "page-table").count())
                .isEqualTo(1);
    }

    private void showsTheSecondTime() {
        shown.countDown();
        if (shown.getCount() == 1) {
            throw new StackOverflowError("deep");
        }
    }
}
