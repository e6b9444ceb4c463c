package io.movein.live;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Two JVMs for the runs of many lives: one that is killed again and again, and another one takes its place, and one that is not. A kill
 * comes after a while, or when one of the runs has come to a certain point, and finds all others wherever they are.
 */
final class Hosts implements AutoCloseable {

    private static final List<String> POINTS = List.of(
            "phase initial_sync",
            "phase live_sync",
            "phase cutover",
            "phase cleanup",
            "way back: initial_sync",
            "way back: live_sync",
            "way back: cutover");

    private static final int LONGEST_MILLISECONDS = 3_500;
    private static final int SHORTEST_MILLISECONDS = 500;
    private static final int AFTER_POINT_MILLISECONDS = 40;
    private static final int MOST_TIMES = 4;

    private final Path folder;
    private final Random random;
    private final AtomicInteger started = new AtomicInteger();
    private @Nullable Host killed;
    private @Nullable Host spared;

    Hosts(Path folder, Random random) {
        this.folder = folder;
        this.random = random;
    }

    /** @param mayBeKilled before it has ended */
    synchronized Host.Run begin(List<String> arguments, boolean mayBeKilled, Consumer<String> told) {
        return (mayBeKilled ? toBeKilled() : toBeSpared()).begin(arguments, told);
    }

    int started() {
        return started.get();
    }

    private Host toBeKilled() {
        var living = killed;
        if (living == null || living.isOver()) {
            var fate = new Fate();
            living = started(fate::heard);
            fate.of = living;
            killed = living;
        }
        return living;
    }

    private Host toBeSpared() {
        var living = spared;
        if (living == null) {
            living = started(_ -> {});
            spared = living;
        }
        return living;
    }

    private Host started(Consumer<String> heard) {
        started.incrementAndGet();
        return new Host(folder, heard);
    }

    /** When a host is killed: after a while of work, or sooner, at a point. */
    private final class Fate {

        private final @Nullable String point = random.nextBoolean() ? POINTS.get(random.nextInt(POINTS.size())) : null;
        private final int afterPoint = random.nextInt(AFTER_POINT_MILLISECONDS);
        private final int latest = point == null
                ? SHORTEST_MILLISECONDS + random.nextInt(LONGEST_MILLISECONDS - SHORTEST_MILLISECONDS)
                : LONGEST_MILLISECONDS;
        private int times = 1 + random.nextInt(MOST_TIMES);
        private boolean works;
        volatile @Nullable Host of;

        void heard(String line) {
            if (!works) {
                works = true;
                killAfter(latest);
            }
            if (point != null && line.contains(point) && --times == 0) {
                killAfter(afterPoint);
            }
        }

        private void killAfter(int milliseconds) {
            CompletableFuture.delayedExecutor(milliseconds, TimeUnit.MILLISECONDS)
                    .execute(this::kill);
        }

        private void kill() {
            var host = of;
            if (host != null) {
                host.kill();
            }
        }
    }

    @Override
    public synchronized void close() {
        if (killed != null) {
            killed.close();
        }
        if (spared != null) {
            spared.close();
        }
    }
}
