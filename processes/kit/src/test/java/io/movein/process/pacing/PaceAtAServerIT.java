package io.movein.process.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.process.AttemptKind;
import io.movein.process.RunMode;
import io.movein.process.Stop;
import io.movein.process.configuration.FailureSettings;
import io.movein.process.configuration.PaceSettings;
import io.movein.process.control.ControlChannel;
import io.movein.process.control.Done;
import io.movein.process.control.PaceCommands;
import io.movein.process.items.Blame;
import io.movein.process.items.Journal;
import io.movein.process.items.Outcome;
import io.movein.process.items.PlannedItem;
import io.movein.process.pace.Pace;
import io.movein.process.pace.Turn;
import io.movein.process.retry.Classifier.Verdict;
import io.movein.process.retry.Retries;
import io.movein.process.run.FailureLimits;
import io.movein.process.run.ItemRunner;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands take effect within a second: seen by what arrives at the server. */
@Timeout(120)
class PaceAtAServerIT {

    private static final int ITEM = 64 * 1024;
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration A_WHILE = Duration.ofMillis(200);

    private static final class TooMuch extends IOException {}

    @TempDir
    private Path folder;

    private final Stop stop = new Stop();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private ArrivalServer server;
    private Journal journal;
    private Pace pace;
    private ControlChannel control;
    private Thread run;
    private int commands;

    @BeforeEach
    void aRunThatLasts() throws IOException {
        server = new ArrivalServer();
        journal = Journal.open(folder.resolve("journal.db"), Clock.systemUTC());
        journal.begin(1, RunMode.LIVE, AttemptKind.FRESH);
        journal.add(IntStream.range(0, 200_000)
                .mapToObj(i -> PlannedItem.of("k" + i, ITEM))
                .iterator());
        pace = Pace.of(new PaceSettings(4, null, null));
        control = new ControlChannel(Optional.of(folder.resolve("commands")), journal.commands(), System.out::println);
        PaceCommands.register(control, pace);
        control.start(Duration.ofMillis(200));
        var retries = new Retries(
                failure -> failure instanceof TooMuch ? new Verdict.Throttled(Optional.empty()) : new Verdict.Passing(),
                pace);
        run = Thread.ofPlatform().start(() -> work(retries));
        await("items arrive", () -> server.requests.get() > 20);
    }

    @AfterEach
    void end() throws InterruptedException {
        stop.request();
        run.join();
        control.close();
        journal.close();
        server.close();
        http.close();
    }

    @Test
    void pauseAndContinue() throws IOException {
        var answered = command("pause", "");
        // a request may be paused in the middle of its body, and is in flight until the run goes on
        await("nothing arrives any more", () -> bytesIn(A_WHILE) == 0);
        var arrived = server.bytes.get();
        pass(SOON);

        assertThat(answered).isLessThan(SOON);
        assertThat(server.bytes.get() - arrived)
                .as("bytes that arrived while paused")
                .isZero();
        assertThat(journal.counts().running().items()).as("kept in flight").isPositive();

        command("continue", "");
        var began = since(() -> server.bytes.get() > arrived);
        assertThat(began).isLessThan(SOON);
        System.out.printf("pace: paused within %d ms, continued within %d ms%n", answered.toMillis(), began.toMillis());
    }

    @Test
    void moreAndFewerWorkers() throws IOException {
        command("parallel", "16");
        var more = since(() -> server.inFlight.get() > 8);
        command("parallel", "1");
        // one may be in flight for a moment while others are between two requests: what counts is the most of a while
        var fewer = since(() -> {
            server.mostInFlight.set(0);
            pass(A_WHILE);
            return server.mostInFlight.get() <= 1;
        });
        server.mostInFlight.set(0);
        pass(SOON);

        assertThat(more).isLessThan(SOON);
        assertThat(fewer).isLessThan(SOON);
        assertThat(server.mostInFlight.get()).isEqualTo(1);
        System.out.printf("pace: 16 workers within %d ms, 1 within %d ms%n", more.toMillis(), fewer.toMillis());
    }

    @Test
    void slowerAndFaster() throws IOException {
        command("rate", "512KiB/s");
        pass(SOON);
        var slow = bytesIn(Duration.ofSeconds(3));
        command("rate", "4KiB/s");
        pass(SOON);
        command("rate", "unlimited");
        var before = server.bytes.get();
        var faster = since(() -> server.bytes.get() - before > 2 * 1024 * 1024);

        command("rate", "20 requests/s");
        pass(SOON);
        var few = requestsIn(Duration.ofSeconds(2));

        System.out.printf(
                "pace: %,d bytes/s at a rate of 524,288; unlimited within %d ms; %d requests/s at a rate of 20%n",
                slow / 3, faster.toMillis(), few / 2);
        assertThat(slow / 3).isBetween(350_000L, 600_000L);
        assertThat(faster).isLessThan(SOON.multipliedBy(2));
        assertThat(few / 2).isBetween(10L, 24L);
    }

    @Test
    void slowsDownWhenThrottledAndSpeedsUpAfterwards() {
        server.tooMuch = true;
        await("fewer workers", () -> pace.now().allowed() == 1);
        var throttled = requestsIn(SOON);
        server.tooMuch = false;
        await("all workers again", () -> pace.now().throttled().isEmpty());
        var free = requestsIn(SOON);

        System.out.printf("pace: %d requests/s while throttled, %d after%n", throttled, free);
        assertThat(throttled).isLessThan(free / 2);
        journal.flush();
        assertThat(journal.counts().failed().items()).as("no item fails for it").isZero();
    }

    private void work(Retries retries) {
        try {
            new ItemRunner(journal, pace, stop, new FailureLimits(new FailureSettings(3, 50, 20)))
                    .run((item, turn) -> retries.call(Blame.DESTINATION, () -> put(turn)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome put(Turn turn) throws IOException, InterruptedException {
        turn.request();
        var content = turn.paced(new ByteArrayInputStream(new byte[ITEM]));
        var request = HttpRequest.newBuilder(server.uri())
                .PUT(BodyPublishers.ofInputStream(() -> content))
                .build();
        if (http.send(request, BodyHandlers.discarding()).statusCode() == 429) {
            throw new TooMuch();
        }
        return Outcome.migrated(ITEM, null);
    }

    /** @return how long the answer took from the file's change */
    private Duration command(String command, String value) throws IOException {
        var id = "comment:" + ++commands;
        Files.writeString(
                folder.resolve("commands"),
                "{\"id\":\"%s\",\"command\":\"%s\",\"value\":\"%s\"}\n".formatted(id, command, value),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        return since(() -> control.done().stream().map(Done::id).anyMatch(id::equals));
    }

    private long bytesIn(Duration window) {
        var before = server.bytes.get();
        pass(window);
        return server.bytes.get() - before;
    }

    private long requestsIn(Duration window) {
        var before = server.requests.get();
        pass(window);
        return server.requests.get() - before;
    }

    private static Duration since(BooleanSupplier happened) {
        var start = System.nanoTime();
        await("it took effect", happened);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** A window in which is counted what arrives. */
    private static void pass(Duration window) {
        var end = System.nanoTime() + window.toNanos();
        await("the window passed", () -> System.nanoTime() >= end);
    }

    private static void await(String what, BooleanSupplier condition) {
        var limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(limit);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }
}
