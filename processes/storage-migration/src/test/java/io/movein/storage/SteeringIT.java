package io.movein.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.objects.HttpReply;
import io.movein.standin.objects.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commands while it runs, seen by what arrives at the target. Prints how soon. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SteeringIT extends SceneIT {

    private static final int ARTIFACTS = 1_500;
    private static final int SIZE = 16 * 1024;
    private static final int THROTTLED = 4_000;

    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger puts = new AtomicInteger();
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    /** Counts the files' writes, how many there are at a time, and their bytes. */
    private final Rule counting = (call, upstream) -> {
        if (!isPut(call) || !call.path().startsWith("/new-files/f/")) {
            return Optional.empty();
        }
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        try {
            var reply = upstream.send(call);
            puts.incrementAndGet();
            bytes.addAndGet(call.body().length);
            return Optional.of(reply);
        } finally {
            now.decrementAndGet();
        }
    };

    @Test
    void pauseRateAndWorkersTakeEffectWhileItRuns() throws Exception {
        var content = new byte[SIZE];
        for (var i = 0; i < ARTIFACTS; i++) {
            scene.artifact("f%04d".formatted(i), "acme", "upload", "f/%04d".formatted(i), content);
        }
        scene.beforeNew.with(counting);
        scene.with("pace: {workers: 16}", "pace: {workers: 8, rate: 3MiB/s}");
        var control = Files.createFile(scene.folder.resolve("control"));
        var run = CompletableFuture.supplyAsync(
                () -> scene.live("--control", control.toString()), Thread::startVirtualThread);
        await(() -> puts.get() > 50);
        assertThat(most.get()).isGreaterThan(1);

        say(control, "{\"id\":\"1\",\"command\":\"pause\"}");
        var quiet = secondsUntil(() -> !arrivesWithin(700));
        var paused = puts.get();
        say(control, "{\"id\":\"2\",\"command\":\"parallel\",\"parallel\":1,\"value\":\"1\"}");
        say(control, "{\"id\":\"3\",\"command\":\"rate\",\"bytesPerSecond\":393216,\"value\":\"384KiB/s\"}");
        assertThat(arrivesWithin(1_000)).as("while paused").isFalse();

        most.set(0);
        say(control, "{\"id\":\"4\",\"command\":\"continue\"}");
        var again = secondsUntil(() -> puts.get() > paused + 8);
        most.set(0);
        var before = bytes.get();
        var began = System.nanoTime();
        await(() -> System.nanoTime() - began > 4_000_000_000L);
        var rate = (bytes.get() - before) / ((System.nanoTime() - began) / 1e9);
        assertThat(most.get()).isEqualTo(1);
        // each byte is read, written and read back: all three are under the rate
        assertThat(rate).isBetween(393_216 / 3 * 0.3, 393_216 / 3 * 1.4);

        say(control, "{\"id\":\"5\",\"command\":\"rate\",\"bytesPerSecond\":1073741824,\"value\":\"1GiB/s\"}");
        say(control, "{\"id\":\"6\",\"command\":\"parallel\",\"parallel\":8,\"value\":\"8\"}");
        var rest = secondsUntil(run::isDone);
        assertThat(run.get(2, TimeUnit.MINUTES)).as(scene.output()).isZero();

        System.out.printf(
                "nothing arrives %.2f s after /pause; again %.2f s after /continue; %.0f KiB/s of 128 wanted; the rest in %.2f s%n",
                quiet, again, rate / 1024, rest);
        assertThat(scene.rowsAt("new")).isEqualTo(ARTIFACTS);
        assertThat(scene.output()).contains("\"result\":\"paused");
    }

    /** Case 11: for a while 30 of 100 looks and 10 of 100 writes are answered that it is too much. */
    @Test
    void slowsDownWhileItIsThrottledAndSpeedsUpAgain() throws Exception {
        for (var i = 0; i < THROTTLED; i++) {
            scene.artifact("f%04d".formatted(i), "upload", "f/%04d".formatted(i), "content");
        }
        var throttles = new AtomicBoolean();
        var slow = new AtomicBoolean(true);
        var asked = new AtomicInteger();
        scene.beforeOld.with(Rule.answer(
                call -> throttles.get() && call.method().equals("HEAD") && asked.incrementAndGet() % 10 < 3,
                HttpReply.bare(503)));
        scene.beforeNew
                .with(Rule.answer(
                        call -> throttles.get() && isPut(call) && asked.incrementAndGet() % 10 == 0,
                        HttpReply.bare(429)))
                .with((call, upstream) -> counting.reply(call, sent -> {
                    // long enough that those at a time can be counted
                    LockSupport.parkNanos(slow.get() && isPut(call) ? 20_000_000 : 0);
                    return upstream.send(sent);
                }));
        var run = CompletableFuture.supplyAsync(scene::live);
        await(() -> most.get() > 10);

        throttles.set(true);
        var began = System.nanoTime();
        while (mostOfTheNext(20) > 8) {
            assertThat(run.isDone()).as("over before it slowed down").isFalse();
        }
        var slowedDown = (System.nanoTime() - began) / 1e9;
        throttles.set(false);
        most.set(0);
        var recovered = secondsUntil(() -> most.get() > 10 || run.isDone());
        assertThat(most.get()).isGreaterThan(10);
        slow.set(false);

        assertThat(run.get(2, TimeUnit.MINUTES)).as(scene.output()).isZero();
        System.out.printf(
                "throttled: at most 8 of 16 at a time after %.1f s, more than 10 again %.1f s later%n",
                slowedDown, recovered);
        assertThat(scene.rowsAt("new")).isEqualTo(THROTTLED);
        assertThat(scene.output()).contains("0 failed", "throttled by");
    }

    /** Writes at a time, until so many more have ended. */
    private int mostOfTheNext(int count) throws InterruptedException {
        most.set(0);
        var before = puts.get();
        await(() -> puts.get() >= before + count);
        return most.get();
    }

    private boolean arrivesWithin(long millis) {
        var before = puts.get();
        var until = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() < until) {
            if (puts.get() != before) {
                return true;
            }
            LockSupport.parkNanos(2_000_000);
        }
        return false;
    }

    private static double secondsUntil(BooleanSupplier condition) throws InterruptedException {
        var began = System.nanoTime();
        await(condition);
        return (System.nanoTime() - began) / 1e9;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        var until = System.nanoTime() + 120_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for 120 s").isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static void say(Path control, String line) throws IOException {
        Files.writeString(control, line + "\n", StandardOpenOption.APPEND);
    }
}
