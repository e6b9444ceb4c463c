package io.movein.runner;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Polls for what has to come true, for a limited time. */
public final class Until {
    static final Duration LIMIT = Duration.ofSeconds(20);

    private Until() {}

    public static void holds(String what, BooleanSupplier condition) {
        present(what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    static <T> T present(String what, Supplier<Optional<T>> supplier) {
        return present(what, LIMIT, supplier);
    }

    static <T> T present(String what, Duration limit, Supplier<Optional<T>> supplier) {
        var end = Instant.now().plus(limit);
        while (Instant.now().isBefore(end)) {
            var found = supplier.get();
            if (found.isPresent()) {
                return found.get();
            }
            pause();
        }
        throw new AssertionError("not within " + limit.toSeconds() + " s: " + what);
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
