package io.movein.process.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.movein.process.control.Done;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressReporterTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Lines lines =
            new Lines(new PrintStream(out, true, StandardCharsets.UTF_8), text -> text.replace("s3cret", "***"));

    @Test
    void tellsTheContractsLine() {
        lines.show(new ProgressReport(
                "copy",
                950,
                OptionalLong.of(1000),
                "objects",
                OptionalDouble.of(12.345),
                false,
                Optional.empty(),
                OptionalLong.of(5),
                List.of("pause", "rate"),
                List.of(new Done("comment:123", "rate", "50MiB/s at most"))));

        assertThat(out())
                .isEqualTo(
                        "{\"movein\":{\"phase\":\"copy\",\"done\":950,\"total\":1000,\"unit\":\"objects\",\"rate\":12.3,"
                                + "\"etaSeconds\":5,\"accepts\":[\"pause\",\"rate\"],"
                                + "\"did\":[{\"id\":\"comment:123\",\"command\":\"rate\",\"result\":\"50MiB/s at most\"}]}}\n");
    }

    @Test
    void neverShowsALagThatIsNotKnownAsNone() {
        lines.show(following(Optional.empty()));
        lines.show(following(Optional.of(new ReplicationLag(OptionalLong.of(50), OptionalLong.of(10240)))));
        lines.show(following(Optional.of(new ReplicationLag(OptionalLong.of(0), OptionalLong.empty()))));

        assertThat(out().lines().map(line -> line.replaceAll(".*\"lag\":(null|\\{[^}]*}).*", "$1")))
                .containsExactly("null", "{\"keys\":50,\"bytes\":10240}", "{\"keys\":0}");
        assertThat(out()).doesNotContain("total").doesNotContain("rate").doesNotContain("etaSeconds");
    }

    @Test
    void tellsAlarmsAndLogLinesWithoutSecrets() {
        lines.alarm("storageOperationsMigrationFailed", "403 for s3cret");
        lines.log("tried s3cret");

        assertThat(out())
                .isEqualTo(
                        "{\"movein\":{\"alarm\":{\"name\":\"storageOperationsMigrationFailed\",\"detail\":\"403 for ***\"}}}\n"
                                + "tried ***\n");
    }

    @Test
    void estimatesFromWhatItSaw() {
        var now = new AtomicLong();
        var meter = new Meter(now::get);
        meter.restart(100);
        assertThat(meter.eta(100, OptionalLong.of(1000))).isEmpty();
        assertThat(meter.rate()).as("not known yet").isEmpty();

        now.addAndGet(TimeUnit.SECONDS.toNanos(10));
        meter.mark(200);

        assertThat(meter.rate().orElseThrow()).isCloseTo(10, within(1e-9));
        assertThat(meter.eta(200, OptionalLong.of(1000))).hasValue(80);
        now.addAndGet(TimeUnit.HOURS.toNanos(1));
        meter.mark(200);
        assertThat(meter.rate().orElseThrow()).isLessThan(0.01);
        assertThat(meter.eta(200, OptionalLong.empty())).isEmpty();
    }

    @Test
    void knowsWhatIsNoNews() {
        var report = following(Optional.empty());

        assertThat(report.saysTheSameAs(following(Optional.empty()))).isTrue();
        assertThat(report.saysTheSameAs(
                        following(Optional.of(new ReplicationLag(OptionalLong.of(0), OptionalLong.empty())))))
                .isFalse();
    }

    private ProgressReport following(Optional<ReplicationLag> lag) {
        return new ProgressReport(
                "follow",
                1,
                OptionalLong.empty(),
                "keys",
                OptionalDouble.empty(),
                true,
                lag,
                OptionalLong.empty(),
                List.of(),
                List.of());
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
