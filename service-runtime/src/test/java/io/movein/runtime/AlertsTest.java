package io.movein.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** deploy/observability/movein-rules.yaml: each alert is explained, speaks of metrics that there are, and is tested. */
class AlertsTest {
    private static final Path RULES = Path.of("../deploy/observability/movein-rules.yaml");
    private static final Path[] TESTS = {
        Path.of("../deploy/observability/movein-rules-test.yaml"),
        Path.of("../deploy/observability/movein-rules-days-test.yaml")
    };
    private static final Path PAGE = Path.of("../docs/operations.md");
    private static final Path OF_A_PROCESS = Path.of("../docs/live-migration.md");

    @Test
    void eachHasItsSectionInTheOperationsPage() throws IOException {
        var alerts = found("alert: (\\w+)", RULES);

        assertThat(alerts).hasSizeGreaterThan(10);
        assertThat(found("(?m)^### (Movein\\w+)$", PAGE)).isEqualTo(alerts);
        assertThat(found("runbook_url: .*/docs/operations.md#(\\w+)", RULES))
                .containsExactlyInAnyOrderElementsOf(
                        alerts.stream().map(String::toLowerCase).toList());
    }

    @Test
    void speakOfMetricsThatThereAre() throws IOException {
        var documented = found("`(movein\\.[a-z.]+)`", PAGE);
        found("`(movein_[a-z_]+)`", OF_A_PROCESS).forEach(metric -> documented.add(metric.replace('_', '.')));

        assertThat(found("(movein_[a-z_]+)", RULES))
                .allSatisfy(metric -> assertThat(documented)
                        .contains(metric.replaceFirst("_total$", "")
                                .replace("movein_journey_stage_seconds_bucket", "movein_journey_stage")
                                .replace("movein_watch_silence_seconds", "movein_watch_silence")
                                .replace('_', '.')));
    }

    /** Nobody scrapes the Job of a run: what processes export themselves is there where one runs by itself. */
    @Test
    void noneRestsOnWhatOnlyAProcessExports() throws IOException {
        assertThat(Pattern.compile("alert: (\\w+)\n([^@]*?)annotations:")
                        .matcher(Files.readString(RULES))
                        .results())
                .allSatisfy(alert -> assertThat(alert.group(2))
                        .as(alert.group(1))
                        .containsPattern("movein_(?!tenant_migration_)\\w+|\\bup\\{|process_start_time"));
    }

    @Test
    void eachIsTestedToFire() throws IOException {
        assertThat(found("name: (\\w+) fires", TESTS)).isEqualTo(found("alert: (\\w+)", RULES));
    }

    @Test
    void eachRecordingIsTested() throws IOException {
        assertThat(found("name: (movein:\\S+) is recorded", TESTS)).isEqualTo(found("record: (\\S+)", RULES));
    }

    private static TreeSet<String> found(String pattern, Path... files) throws IOException {
        var found = new TreeSet<String>();
        for (var file : files) {
            Pattern.compile(pattern)
                    .matcher(Files.readString(file))
                    .results()
                    .forEach(match -> found.add(match.group(1)));
        }
        return found;
    }
}
