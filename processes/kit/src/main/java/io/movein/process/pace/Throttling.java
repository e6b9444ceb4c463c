package io.movein.process.pace;

import io.movein.process.items.Blame;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Additive increase, multiplicative decrease: a side that throttles halves the share of the workers, at most once in half a
 * second as answers to what was under way tell nothing new; each second in peace gives back a tenth of them.
 */
final class Throttling {

    private static final double LEAST = 1.0 / 1024;
    private static final double STEP = 0.1;
    private static final long DECREASE_EVERY = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long INCREASE_EVERY = TimeUnit.SECONDS.toNanos(1);

    private static final class Side {
        private double share = 1;
        private long changed;
    }

    private final LongSupplier nanoTime;
    private final Map<Blame, Side> sides = new EnumMap<>(Blame.class);

    Throttling(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void throttled(Blame which, Optional<Duration> wait) {
        var side = sides.computeIfAbsent(which, _ -> new Side());
        var now = nanoTime.getAsLong();
        if (side.share == 1 || now - side.changed >= DECREASE_EVERY) {
            side.share = Math.max(side.share / 2, LEAST);
            side.changed = now + wait.map(Duration::toNanos).orElse(0L);
        }
    }

    /** @return whether there are more workers now */
    synchronized boolean answered(Blame which) {
        var side = sides.get(which);
        var now = nanoTime.getAsLong();
        if (side == null || now - side.changed < INCREASE_EVERY) {
            return false;
        }
        side.share += STEP;
        side.changed = now;
        if (side.share >= 1) {
            sides.remove(which);
        }
        return true;
    }

    synchronized int allowed(int workers) {
        var share =
                sides.values().stream().mapToDouble(side -> side.share).min().orElse(1);
        return Math.max(1, (int) Math.ceil(workers * share));
    }

    synchronized Set<Blame> throttledSides() {
        return Set.copyOf(sides.keySet());
    }
}
