package io.movein.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceProcessIT {
    /** Says what it was given and stays until its input ends; or ends at once. */
    static final class Program {
        public static void main(String[] arguments) throws IOException {
            System.out.println("started with " + System.getenv("GIVEN") + " and " + System.getenv("USER_OF_THE_TEST"));
            if (arguments[0].equals("stay")) {
                System.in.transferTo(System.out);
                System.out.println("input ended");
            } else {
                System.exit(Integer.parseInt(arguments[0]));
            }
        }
    }

    @TempDir
    Path folder;

    private final List<String> told = new CopyOnWriteArrayList<>();

    @Test
    void startsAgainWhatEndedAndTellsOfIt() throws Exception {
        try (var _ = start("3")) {
            await(() -> told.size() >= 2);
        }

        assertThat(told.getFirst()).startsWith("sample exited with code 3; it is restarted in 0.5 s (log: ");
        assertThat(told.get(1)).contains("it is restarted in 1.0 s");
    }

    @Test
    void doesNotStartAgainWhatHasWrongSettings() throws Exception {
        try (var process = start("78")) {
            await(() -> !told.isEmpty());

            assertThat(told).singleElement().asString().startsWith("sample has invalid settings:\nstarted with this");
            assertThat(process.lastLines(10)).hasSize(1);
        }
    }

    @Test
    void startsAgainWhatWasKilledAndEndsWhatIsNoLongerWanted() throws Exception {
        var process = start("stay");
        try (process) {
            await(() -> process.lastLines(5).size() == 1);
            var first = process.pid();
            ProcessHandle.of(first).orElseThrow().destroyForcibly();
            await(() -> process.lastLines(5).size() == 2);

            assertThat(process.pid()).isNotEqualTo(first);
        }
        assertThat(ProcessHandle.of(process.pid()).map(ProcessHandle::isAlive).orElse(false))
                .isFalse();
        assertThat(told).hasSize(1);
    }

    @Test
    void handsOverTheGivenEnvironmentAndNotItsOwn() throws Exception {
        try (var process = start("stay")) {
            await(() -> !process.lastLines(5).isEmpty());

            assertThat(process.lastLines(5)).containsExactly("started with this and null");
        }
    }

    @Test
    void whatIsNotReadyInTimeIsToldWithTheEndOfItsLogAndTheFlagThatGivesItLonger() throws Exception {
        var waiting = new CopyOnWriteArrayList<String>();
        try (var process = start("stay")) {
            await(() -> !process.lastLines(5).isEmpty());

            assertThatThrownBy(() -> process.awaitReady(Duration.ofSeconds(3), Duration.ofMillis(500), waiting::add))
                    .isInstanceOf(Trouble.class)
                    .hasMessage("sample is not ready after 3 s (--start-timeout allows more); the end of "
                            + process.log() + ":\n  started with this and null");
        }

        assertThat(waiting)
                .isNotEmpty()
                .allMatch(line -> line.matches(
                        "sample has been starting for \\d+ s \\(of at most 3 s\\): started with this and null"));
    }

    private ServiceProcess start(String argument) throws IOException {
        var program = List.of("-cp", System.getProperty("java.class.path"), Program.class.getName(), argument);
        var log = Files.createTempFile(folder, "sample", ".log");
        return ServiceProcess.start(
                new ServiceProcess.Start(
                        "sample", program, List.of("-XX:TieredStopAtLevel=1"), Map.of("GIVEN", "this"), log, 1),
                told::add);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        var until = Instant.now().plus(Duration.ofSeconds(30));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(until);
            Thread.sleep(20);
        }
    }
}
