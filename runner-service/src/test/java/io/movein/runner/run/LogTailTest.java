package io.movein.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.Progress;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogTailTest {
    @Test
    void takesTheLastProgressAndKeepsTheOtherLines() {
        var tail = LogTail.parse("""
                connecting
                {"movein":{"phase":"copy","done":1,"total":1000,"unit":"objects"}}
                {"movein":{"phase":"copy","done":950,"total":1000,"unit":"objects"}}
                nearly there
                """);

        assertThat(tail)
                .isEqualTo(new LogTail(
                        List.of("connecting", "nearly there"),
                        Progress.newBuilder()
                                .setPhase("copy")
                                .setDone(950L)
                                .setTotal(1000L)
                                .setUnit("objects")
                                .build()));
    }

    @Test
    void knowsProgressWithoutATotal() {
        assertThat(LogTail.parse("{\"movein\":{\"phase\":\"scan\",\"done\":7}}").progress())
                .isEqualTo(Progress.newBuilder().setPhase("scan").setDone(7L).build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"movein\":{\"phase\":\"copy\"}}",
                "{\"movein\":{\"done\":-1}}",
                "{\"movein\":{\"done\":\"many\"}}",
                "{\"movein\":[]}",
                "{\"movein\":",
                "{\"other\":{\"done\":1}}",
                "{\"movein\":{\"phase\":{},\"done\":1}}",
                "{}"
            })
    void takesWhatIsNoProgressForALine(String line) {
        assertThat(LogTail.parse(line)).isEqualTo(new LogTail(List.of(line), null));
    }

    @Test
    void keepsTwentyLinesOfBoundedLength() {
        var text = IntStream.range(0, 50).mapToObj(i -> i + "x".repeat(1000)).collect(Collectors.joining("\n"));

        var lines = LogTail.parse(text).lines();

        assertThat(lines).hasSize(20).allMatch(line -> line.length() == 301);
        assertThat(lines.getFirst()).startsWith("30x");
    }

    @Test
    void removesControlCharactersAndColours() {
        assertThat(LogTail.parse("\u001B[31mred\u001B[0m\u0007\tend\r\u0000").lines())
                .containsExactly("red end");
    }

    @Test
    void fallsBackToWhatWasSeenEarlier() {
        var earlier = new LogTail(
                List.of("a"), Progress.newBuilder().setPhase("copy").setDone(1L).build());

        assertThat(LogTail.parse("").orEarlier(earlier)).isEqualTo(earlier);
        assertThat(LogTail.parse("b").orEarlier(earlier)).isEqualTo(new LogTail(List.of("b"), earlier.progress()));
    }
}
