package io.movein.standin.kubernetes;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Polls, with a limit. */
final class Until {
    private static final Duration LIMIT = Duration.ofSeconds(8);
    private static final Duration PAUSE = Duration.ofMillis(30);

    interface Check {
        boolean holds() throws Exception;
    }

    private Until() {}

    static void holds(String what, Check check) {
        holds(what, LIMIT, check);
    }

    static void holds(String what, Duration limit, Check check) {
        found(what, limit, () -> attempt(check) ? Optional.of(true) : Optional.empty());
    }

    static <T> T found(String what, Supplier<Optional<T>> search) {
        return found(what, LIMIT, search);
    }

    private static <T> T found(String what, Duration limit, Supplier<Optional<T>> search) {
        var end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end) {
            var found = search.get();
            if (found.isPresent()) {
                return found.get();
            }
            java.util.concurrent.locks.LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new AssertionError("not within %s: %s".formatted(limit, what));
    }

    private static boolean attempt(Check check) {
        try {
            return check.holds();
        } catch (Exception e) {
            return false;
        }
    }
}
