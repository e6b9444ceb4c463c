package io.movein.runner.run;

import static io.movein.runner.Samples.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.Control;
import io.movein.model.ControlKind;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ConfigMapsTest {
    @Test
    void appendsACommandOnceAndInOrder() {
        var one = ConfigMaps.with(
                        ConfigMaps.noCommands(RUN),
                        command("comment:1", ControlKind.PAUSE).build())
                .orElseThrow();
        var two = ConfigMaps.with(
                        one, command("comment:2", ControlKind.CONTINUE).build())
                .orElseThrow();

        assertThat(two.getData().get("commands")).isEqualTo("""
                        {"id":"comment:1","command":"pause"}
                        {"id":"comment:2","command":"continue"}
                        """);
        assertThat(ConfigMaps.with(two, command("comment:1", ControlKind.PAUSE).build()))
                .isEmpty();
    }

    @Test
    void writesTheValuesOfACommandInFieldsAndAsAPersonWould() {
        assertThat(ConfigMaps.line(command("c", ControlKind.RATE)
                        .setBytesPerSecond(52_428_800L)
                        .build()))
                .isEqualTo("{\"id\":\"c\",\"command\":\"rate\",\"bytesPerSecond\":52428800,\"value\":\"50MiB/s\"}");
        assertThat(ConfigMaps.line(
                        command("c", ControlKind.RATE).setRequestsPerSecond(200).build()))
                .isEqualTo(
                        "{\"id\":\"c\",\"command\":\"rate\",\"requestsPerSecond\":200,\"value\":\"200 requests/s\"}");
        assertThat(ConfigMaps.line(
                        command("c", ControlKind.PARALLEL).setParallel(8).build()))
                .isEqualTo("{\"id\":\"c\",\"command\":\"parallel\",\"parallel\":8,\"value\":\"8\"}");
        assertThat(ConfigMaps.line(command("c", ControlKind.CUTOVER)
                        .setForce(true)
                        .setAt(Instant.parse("2026-12-01T02:00:00Z"))
                        .build()))
                .isEqualTo(
                        "{\"id\":\"c\",\"command\":\"cutover\",\"force\":true,\"at\":\"2026-12-01T02:00:00Z\",\"value\":\"force at 2026-12-01T02:00:00Z\"}");
        assertThat(ConfigMaps.line(command("c", ControlKind.CUTOVER)
                        .setForce(true)
                        .setReason("it \"differs\"")
                        .build()))
                .isEqualTo(
                        "{\"id\":\"c\",\"command\":\"cutover\",\"force\":true,\"reason\":\"it \\\"differs\\\"\",\"value\":\"force it \\\"differs\\\"\"}");
    }

    private static Control.Builder command(String id, ControlKind kind) {
        return Control.newBuilder().setId(id).setKind(kind);
    }
}
