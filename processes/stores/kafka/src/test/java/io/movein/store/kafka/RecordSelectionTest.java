package io.movein.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordSelectionTest {

    private static ConsumerRecord<byte[], byte[]> record(@Nullable String key, @Nullable String value) {
        return new ConsumerRecord<>("orders", 0, 0, bytes(key), bytes(value));
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void goesByWhatTheKeyBeginsWith() {
        var acme = new RecordSelection.KeyPrefix("acme:");

        assertThat(acme.has(record("acme:1", ""))).isTrue();
        assertThat(acme.has(record("acme", ""))).isFalse();
        assertThat(acme.has(record("acme-other:1", ""))).isFalse();
        assertThat(acme.has(record(null, ""))).isFalse();
    }

    @Test
    void goesByTheLastHeaderOfAName() {
        var acme = new RecordSelection.Header("tenant", "acme");
        var record = record("1", "");
        assertThat(acme.has(record)).isFalse();

        record.headers().add("tenant", bytes("other")).add("tenant", bytes("acme"));
        assertThat(acme.has(record)).isTrue();

        record.headers().add("tenant", null);
        assertThat(acme.has(record)).isFalse();
    }

    @Test
    void goesByAFieldOfTheValueAndGuessesNothing() {
        var acme = RecordSelection.Field.of("/owner/tenant", "acme");

        assertThat(acme.has(record("1", "{\"owner\":{\"tenant\":\"acme\"}}"))).isTrue();
        assertThat(acme.has(record("1", "{\"owner\":{\"tenant\":[\"acme\"]}}"))).isFalse();
        assertThat(acme.has(record("1", "{}"))).isFalse();
        assertThatThrownBy(() -> acme.has(record("1", null))).hasMessage("it has no value");
        assertThatThrownBy(() -> acme.has(record("1", "no"))).hasMessage("its value is not JSON");
    }
}
