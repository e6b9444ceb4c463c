package io.movein.review.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.movein.contract.Codec;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.model.Progress;
import io.movein.order.TearDownRun;
import io.movein.progress.RunProgress;
import io.movein.review.lifecycle.Change;
import io.movein.review.lifecycle.Decision;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class EnvelopesTest {
    private static final String MIGRATION = "acme/infra#17";

    private String topic = "the-first";
    private final Envelopes envelopes = new Envelopes(new Codec(), true, () -> Optional.of(topic));

    @Test
    void anEventAfterALossOfKafkaHasAnotherIdThanTheOneOfItsNumberBefore() {
        var before = leaving(happened("copy"));
        topic = "the-second";
        var after = leaving(happened("copy"));

        assertThat(id(before.getFirst())).isEqualTo("acme/infra#17/3@the-first");
        assertThat(id(after.getFirst())).isEqualTo("acme/infra#17/3@the-second");
    }

    @Test
    void anOrderHasTheSameIdInEveryStory() {
        var order = new Change.Ordered(
                MIGRATION, "acme/infra#17/run-1/tear-down", new TearDownRun(MIGRATION, 1, "media", false));

        assertThat(id(leaving(order).getFirst())).isEqualTo("acme/infra#17/run-1/tear-down");
    }

    @Test
    void theMirrorHasAllOfTheEvent() throws Exception {
        var mirrored =
                new ObjectMapper().readTree(leaving(happened("copy")).get(1).value());

        assertThat(mirrored.path("id").asText()).isEqualTo("acme/infra#17/3@the-first");
        assertThat(mirrored.at("/data/progress/phase").asText()).isEqualTo("copy");
        assertThat(mirrored.has("dataref")).isFalse();
    }

    /** As JSON each of these characters is two, so that the mirror was too large where the event was not. */
    @Test
    void anEventThatIsTooLongAsJsonIsPointedToAndNotRefused() throws Exception {
        var leaving = leaving(happened("\"".repeat(900_000)));

        assertThat(leaving).allMatch(Weights::isCarried);
        assertThat(leaving)
                .extracting(ProducerRecord::topic)
                .containsExactly(Topic.EVENTS.topicName(), Topic.EVENTS_JSON.topicName());
        var mirrored = new String(leaving.get(1).value(), StandardCharsets.UTF_8);
        assertThat(mirrored)
                .startsWith("{\"specversion\":\"1.0\",\"id\":\"acme/infra#17/3@the-first\",")
                .endsWith(",\"dataref\":\"movein.events\"}");
    }

    private List<ProducerRecord<String, byte[]>> leaving(Change change) {
        return envelopes.of(new Decision(List.of(change)), _ -> Traceparent.begin(), Instant.EPOCH);
    }

    private static Change happened(String phase) {
        return new Change.Happened(MIGRATION, 3, Instant.EPOCH, null, event(phase));
    }

    private static SpecificRecord event(String phase) {
        return RunProgress.newBuilder()
                .setMigration(MIGRATION)
                .setRun(1)
                .setSequence(3)
                .setAt(Instant.EPOCH)
                .setProgress(Progress.newBuilder().setPhase(phase).setDone(5).build())
                .build();
    }

    private static String id(ProducerRecord<String, byte[]> record) {
        return new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
    }
}
