package io.movein.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.Alarm;
import io.movein.model.ControlKind;
import io.movein.model.ControlResult;
import io.movein.model.Lag;
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
        var tail = read("""
                connecting
                {"movein":{"phase":"copy","done":1,"total":1000,"unit":"objects"}}
                {"movein":{"phase":"copy","done":950,"total":1000,"unit":"objects"}}
                nearly there
                """);

        assertThat(tail.lines()).containsExactly("connecting", "nearly there");
        assertThat(tail.progress())
                .isEqualTo(Progress.newBuilder()
                        .setPhase("copy")
                        .setDone(950L)
                        .setTotal(1000L)
                        .setUnit("objects")
                        .build());
    }

    @Test
    void knowsProgressWithoutATotal() {
        assertThat(read("{\"movein\":{\"phase\":\"scan\",\"done\":7}}").progress())
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
        var tail = read(line);

        assertThat(tail.lines()).containsExactly(line);
        assertThat(tail.progress()).isNull();
        assertThat(tail.alarms()).isEmpty();
    }

    @Test
    void takesWhatIsTooDeepToBeReadForALine() {
        var deep = "{\"movein\":{\"done\":" + "[".repeat(200_000) + "]".repeat(200_000) + "}}";

        var tail = read("{\"movein\":{\"phase\":\"copy\",\"done\":1}}\n" + deep);

        assertThat(tail.lines()).containsExactly(deep.substring(0, 300) + "…");
        assertThat(tail.progress())
                .isEqualTo(Progress.newBuilder().setPhase("copy").setDone(1L).build());
    }

    @Test
    void keepsTwentyLinesOfBoundedLength() {
        var text = IntStream.range(0, 50).mapToObj(i -> i + "x".repeat(1000)).collect(Collectors.joining("\n"));

        var lines = read(text).lines();

        assertThat(lines).hasSize(20).allMatch(line -> line.length() == 301);
        assertThat(lines.getFirst()).startsWith("30x");
    }

    @Test
    void removesControlCharactersAndColours() {
        assertThat(read("\u001B[31mred\u001B[0m\u0007\tend\r\u0000").lines()).containsExactly("red end");
    }

    @Test
    void takesUpWhereTheReadingBeforeEnded() {
        var first = LogTail.NONE.with(List.of(new LogLine("t1", "a"), new LogLine("t2", "b")));

        var second = first.with(List.of(
                new LogLine("t1", "a"), new LogLine("t2", "b"), new LogLine("t2", "c"), new LogLine("t3", "d")));

        assertThat(first.with(List.of())).isEqualTo(first);
        assertThat(second.lines()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void readsAllThatAProcessCanTellOfItsProgress() {
        var progress = read("""
                {"movein":{"phase":"copy","done":950,"total":1000,"unit":"objects","rate":12.5,"lag":{"keys":50,"bytes":null},\
                "etaSeconds":4,"accepts":["pause","rate","dance"],"did":[{"id":"comment:1","command":"pause","result":"paused"}]}}""").progress();

        assertThat(progress)
                .isEqualTo(Progress.newBuilder()
                        .setPhase("copy")
                        .setDone(950L)
                        .setTotal(1000L)
                        .setUnit("objects")
                        .setRate(12.5)
                        .setLag(Lag.newBuilder().setKeys(50L).build())
                        .setEtaSeconds(4L)
                        .setAccepts(List.of(ControlKind.PAUSE, ControlKind.RATE))
                        .setDid(List.of(new ControlResult("comment:1", "pause", "paused")))
                        .build());
    }

    @Test
    void takesAnAlarmForNeitherProgressNorALine() {
        var tail = LogTail.NONE.with(List.of(new LogLine(
                "t1", "{\"movein\":{\"alarm\":{\"name\":\"targetGone\",\"detail\":\"the bucket is not there\"}}}")));

        assertThat(tail.alarms())
                .containsExactly(new LogTail.Raised("t1", new Alarm("targetGone", "the bucket is not there")));
        assertThat(tail.lines()).isEmpty();
        assertThat(tail.with(List.of()).alarms()).isEmpty();
    }

    private static LogTail read(String text) {
        var lines = text.lines().toList();
        return LogTail.NONE.with(IntStream.range(0, lines.size())
                .mapToObj(i -> new LogLine("%05d".formatted(i), lines.get(i)))
                .toList());
    }
}
