package io.movein.process.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.process.report.TerminationMessage.EvidenceReceipt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class TerminationMessageTest {

    private static final Optional<EvidenceReceipt> EVIDENCE =
            Optional.of(new EvidenceReceipt("s3://proof/run-3", "ba7816bf"));

    @TempDir
    private Path folder;

    @Test
    void isWhatTheContractSays() throws IOException {
        var message = new TerminationMessage(
                false,
                "moved 997 of 1000 files",
                List.of(CheckOutcome.exact("row count", "orders", "1000", "1000")),
                3,
                EVIDENCE);

        message.write(folder.resolve("log"));

        assertThat(Files.readString(folder.resolve("log")))
                .isEqualTo(
                        "{\"movein\":{\"summary\":\"moved 997 of 1000 files\",\"checks\":[{\"check\":\"row count\",\"of\":\"orders\","
                                + "\"source\":\"1000\",\"target\":\"1000\",\"match\":true}],\"failedItems\":3,"
                                + "\"evidence\":{\"location\":\"s3://proof/run-3\",\"sha256\":\"ba7816bf\"}}}");
    }

    @Test
    void countsTheChecksThatDoNotFit() {
        var checks = new Checks();
        IntStream.range(0, 500)
                .forEach(i -> checks.add(CheckOutcome.exact("row count", "table-" + i, 7, i == 499 ? 8 : 7)));

        var json = new TerminationMessage(true, "done", checks.worstFirst(), 0, EVIDENCE).json();

        var node = JsonMapper.shared().readTree(json).get("movein");
        assertThat(json.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(3900, TerminationMessage.MOST_BYTES);
        assertThat(node.at("/checks/0/of").asString()).isEqualTo("table-499");
        assertThat(node.get("checks").size() + node.get("moreChecks").asInt()).isEqualTo(500);
    }

    @Test
    void neverGrowsBeyondTheLogWhateverItsTexts() {
        var endless = "é😀\"\\\u0001".repeat(2000);

        var json = new TerminationMessage(
                        true,
                        endless,
                        List.of(CheckOutcome.notMade(endless, endless, endless)),
                        1,
                        Optional.of(new EvidenceReceipt(endless, "ba78")))
                .json();

        assertThat(json.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(TerminationMessage.MOST_BYTES);
        assertThat(JsonMapper.shared().readTree(json).at("/movein/failedItems").asInt())
                .isEqualTo(1);
    }
}
