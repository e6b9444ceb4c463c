package io.movein.process.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.process.AttemptKind;
import io.movein.process.ExitCode;
import io.movein.process.RunMode;
import io.movein.process.configuration.PaceSettings;
import io.movein.process.items.Journal;
import io.movein.process.pace.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ControlChannelTest {

    @TempDir
    private Path folder;

    private final List<String> log = new ArrayList<>();
    private Journal journal;
    private Pace pace;
    private ControlChannel control;

    @BeforeEach
    void open() {
        journal = Journal.open(folder.resolve("journal.db"), Clock.systemUTC());
        journal.begin(1, RunMode.LIVE, AttemptKind.RESUME);
        pace = Pace.of(new PaceSettings(8, null, null));
        control = new ControlChannel(Optional.of(folder.resolve("commands")), journal.commands(), log::add);
        PaceCommands.register(control, pace);
    }

    @AfterEach
    void close() {
        control.close();
        journal.close();
    }

    @Test
    void handlesCommandsInTheirOrderAndAnswers() throws IOException {
        write("""
                {"id":"comment:1","command":"rate","value":"50MiB/s"}
                {"id":"comment:2","command":"parallel","value":"16"}
                {"id":"comment:3","command":"pause"}
                {"id":"comment:4","command":"rate","requestsPerSecond":200,"value":"200 requests/s"}
                """);

        control.poll();

        assertThat(control.done())
                .containsExactly(
                        new Done("comment:1", "rate 50MiB/s", "50MiB/s at most"),
                        new Done("comment:2", "parallel 16", "16 workers"),
                        new Done("comment:3", "pause", "paused; connections are kept"),
                        new Done("comment:4", "rate 200 requests/s", "200 requests/s at most"));
        assertThat(pace.now().requestsPerSecond()).isEqualTo(OptionalLong.of(200));
        assertThat(pace.now().bytesPerSecond()).isEqualTo(OptionalLong.of(50 * 1024 * 1024));
        assertThat(pace.now().workers()).isEqualTo(16);
        assertThat(pace.paused()).isTrue();
    }

    @Test
    void handlesEachOnceHoweverOftenItIsDelivered() throws IOException {
        var handled = new ArrayList<String>();
        control.accept(CommandKind.ROLLBACK, command -> {
            handled.add(command.id());
            return "rolled back";
        });
        write("{\"id\":\"comment:1\",\"command\":\"rollback\"}\n{\"id\":\"comment:1\",\"command\":\"rollback\"}\n");
        control.poll();
        write("{\"id\":\"comment:1\",\"command\":\"rollback\"}\n{\"id\":\"comment:2\",\"command\":\"rollback\"}\n");

        control.poll();

        assertThat(handled).containsExactly("comment:1", "comment:2");
    }

    @Test
    void handlesNoneAgainAfterARestartAndKeepsItsSettings() throws IOException {
        var handled = new ArrayList<String>();
        write("""
                {"id":"comment:1","command":"rate","value":"1MiB/s"}
                {"id":"comment:2","command":"rollback"}
                """);
        control.poll();
        close();

        open();
        control.accept(CommandKind.ROLLBACK, command -> {
            handled.add(command.id());
            return "rolled back";
        });
        control.restore();
        control.start(Duration.ofHours(1));
        control.poll();

        assertThat(handled).isEmpty();
        assertThat(pace.now().bytesPerSecond()).isEqualTo(OptionalLong.of(1024 * 1024));
        assertThat(control.done()).extracting(Done::id).containsExactly("comment:1", "comment:2");
    }

    @Test
    void givesNoSettingsOfAnEarlierRunToAnother() throws IOException {
        write("{\"id\":\"comment:1\",\"command\":\"pause\"}\n");
        control.poll();
        control.close();
        journal.end(ExitCode.STOPPED);
        journal.close();

        open();
        control.restore();

        assertThat(pace.paused()).isFalse();
    }

    @Test
    void saysOfACommandThatTheProcessDiedOverThatItsOutcomeIsUnknown() throws IOException {
        journal.commands().takeUp("comment:7", "cutover", "");
        close();

        open();
        control.start(Duration.ofHours(1));

        assertThat(control.done().getFirst().result()).startsWith("outcome unknown: the process ended while");
    }

    @Test
    void refusesWhatIsNotAcceptedOrOutOfRangeAndSaysWhatIs() throws IOException {
        write("""
                {"id":"1","command":"parallel","value":"0"}
                {"id":"2","command":"parallel","value":"many"}
                {"id":"3","command":"rate","value":"fast"}
                {"id":"4","command":"cutover","value":"force"}
                {"id":"5","command":"explode"}
                """);

        control.poll();

        assertThat(control.done())
                .extracting(Done::result)
                .containsExactly(
                        "refused: 0 workers (expected 1 to 1024)",
                        "refused: 'many' workers (expected 1 to 1024)",
                        "refused: 'fast' is not a rate (expected a value like 50MiB/s)",
                        "refused: cutover is not accepted now (expected one of [pause, continue, parallel, rate])",
                        "refused: 'explode' is not a command (expected one of [pause, continue, parallel, rate])");
        assertThat(pace.now().workers()).isEqualTo(8);
    }

    @Test
    void survivesAHandlerThatFails() throws IOException {
        control.accept(CommandKind.VERIFY, _ -> {
            throw new IllegalStateException("no connection");
        });
        write("{\"id\":\"1\",\"command\":\"verify\"}\n{\"id\":\"2\",\"command\":\"pause\"}\n");

        control.poll();

        assertThat(control.done())
                .extracting(Done::result)
                .containsExactly("failed: no connection", "paused; connections are kept");
    }

    @Test
    void complainsOnceOfAFileThatCannotBeRead() throws IOException {
        Files.createDirectory(folder.resolve("commands"));

        control.poll();
        control.poll();

        assertThat(log).hasSize(1).first().asString().startsWith("commands could not be read");
    }

    @Test
    void waitsForALineToBeWhole() throws IOException {
        write("{\"id\":\"1\",\"command\":\"pa");
        control.poll();
        assertThat(control.done()).isEmpty();

        Files.writeString(folder.resolve("commands"), "use\"}\n", StandardOpenOption.APPEND);
        control.poll();

        assertThat(control.done()).extracting(Done::id).containsExactly("1");
        assertThat(log).isEmpty();
    }

    @Test
    void seesAFileThatIsALinkTurnedToAnother() throws IOException {
        Files.createDirectories(folder.resolve("v1"));
        Files.createDirectories(folder.resolve("v2"));
        Files.writeString(folder.resolve("v1/commands"), "{\"id\":\"1\",\"command\":\"pause\"}\n");
        Files.writeString(folder.resolve("v2/commands"), "{\"id\":\"2\",\"command\":\"pause\"}\n");
        Files.createSymbolicLink(folder.resolve("data"), Path.of("v1"));
        Files.createSymbolicLink(folder.resolve("commands"), Path.of("data/commands"));
        control.poll();

        Files.delete(folder.resolve("data"));
        Files.createSymbolicLink(folder.resolve("data"), Path.of("v2"));
        control.poll();

        assertThat(control.done()).extracting(Done::id).containsExactly("1", "2");
    }

    @Test
    void answersByItselfSoonAfterTheFileChanged() throws Exception {
        var answered = new CountDownLatch(1);
        control.whenAnswered(answered::countDown);
        control.start(Duration.ofMillis(50));

        write("{\"id\":\"1\",\"command\":\"pause\"}\n");

        assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(control.done()).extracting(Done::id).containsExactly("1");
    }

    @Test
    void showsTheLastTenAnswers() throws IOException {
        var lines = new StringBuilder();
        for (var i = 1; i <= 12; i++) {
            lines.append("{\"id\":\"%d\",\"command\":\"pause\"}%n".formatted(i));
        }
        write(lines.toString());

        control.poll();

        assertThat(control.done())
                .extracting(Done::id)
                .containsExactly("3", "4", "5", "6", "7", "8", "9", "10", "11", "12");
        journal.end(ExitCode.SUCCESS);
    }

    @Test
    void readsWhatACutoverMayBeGiven() {
        assertThat(CutoverOrder.parse("")).isEqualTo(new CutoverOrder(false, Optional.empty()));
        assertThat(CutoverOrder.parse("force at 2026-12-01T02:00Z").force()).isTrue();
        assertThat(CutoverOrder.parse("at 2026-12-01T02:00Z").at()).hasToString("Optional[2026-12-01T02:00:00Z]");
        assertThat(CutoverOrder.parse("force Attila knows why"))
                .isEqualTo(new CutoverOrder(true, Optional.empty(), "Attila knows why"));
        assertThat(CutoverOrder.parse("force at 2026-12-01T02:00Z 3 rows  differ")
                        .reason())
                .isEqualTo("3 rows  differ");
        assertThat(List.of("now", "forced", "force at noon", "at 2026-12-01T02:00Z it is quiet"))
                .allSatisfy(value -> assertThatThrownBy(() -> CutoverOrder.parse(value))
                        .hasMessageContaining("'%s' (expected nothing, 'force'", value));
    }

    private void write(String lines) throws IOException {
        Files.writeString(folder.resolve("commands"), lines);
    }
}
