package io.movein.runtime;

import static io.movein.runtime.Broker.await;
import static io.movein.runtime.Broker.hint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.standin.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class BrokerAwayIT {
    private static final MigrationId ISSUE = new MigrationId("acme", "infra", 1);

    @TempDir
    Path data;

    @Test
    void publishThrowsInBoundedTimeAndWorksAgainWhenTheBrokerIsBack() throws Exception {
        var broker = EmbeddedKafka.start(new EmbeddedKafka.Config(0, data));
        Topics.ensure(broker.bootstrapServers());
        try (var publisher = Broker.kafka(broker.bootstrapServers()).publisher()) {
            publisher.publish(Topic.ISSUE_ACTIVITY, hint(ISSUE));
            broker.close();

            assertThatThrownBy(() -> publisher.publish(Topic.ISSUE_ACTIVITY, hint(ISSUE)))
                    .isInstanceOf(KafkaUnavailableException.class)
                    .hasMessageContaining(
                            "cannot publish 1 record(s) to movein.issue-activity at 127.0.0.1:" + broker.port())
                    .hasMessageContaining("(expected an answer within PT5S); try again");

            try (var back = EmbeddedKafka.start(new EmbeddedKafka.Config(broker.port(), data))) {
                assertThat(back.bootstrapServers()).isEqualTo(broker.bootstrapServers());
                await("a publish that succeeds", () -> published(publisher));
            }
        }
    }

    @Test
    void aLoopGoesOnWhenTheBrokerIsBack() throws Exception {
        var broker = EmbeddedKafka.start(new EmbeddedKafka.Config(0, data));
        var kafka = Broker.kafka(broker.bootstrapServers());
        Topics.ensure(broker.bootstrapServers());
        var handled = new CopyOnWriteArrayList<String>();
        var loop = new RecordLoop("loop", Topic.ISSUE_ACTIVITY, "readers", message -> handled.add(message.id()), kafka);
        loop.start();
        try (var publisher = kafka.publisher()) {
            publisher.publish(Topic.ISSUE_ACTIVITY, hint(ISSUE));
            await("the first", () -> handled.size() == 1);

            broker.close();
            try (var _ = EmbeddedKafka.start(new EmbeddedKafka.Config(broker.port(), data))) {
                await("a publish that succeeds", () -> published(publisher));
                await("the second", () -> handled.size() >= 2);
                loop.stop();
            }
        }

        assertThat(handled).doesNotHaveDuplicates();
    }

    private static boolean published(Publisher publisher) {
        try {
            publisher.publish(Topic.ISSUE_ACTIVITY, hint(ISSUE));
            return true;
        } catch (KafkaUnavailableException e) {
            return false;
        }
    }
}
