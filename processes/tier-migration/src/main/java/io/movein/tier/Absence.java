package io.movein.tier;

import io.movein.store.postgresql.PostgresFailure;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** That the source does not answer: one that is being started again is waited for, one that does not come back is not. */
final class Absence {

    static final Duration LONGEST = Duration.ofMinutes(5);

    private final Consumer<String> log;
    private final LongSupplier nanos;
    private OptionalLong since = OptionalLong.empty();

    Absence(Consumer<String> log) {
        this(log, System::nanoTime);
    }

    Absence(Consumer<String> log, LongSupplier nanos) {
        this.log = log;
        this.nanos = nanos;
    }

    /** Whether it may answer again after this. */
    boolean mayPass(PostgresFailure failure) {
        if (!isOf(failure)) {
            return false;
        }
        if (since.isEmpty()) {
            since = OptionalLong.of(nanos.getAsLong());
            log.accept("postgresql: the source does not answer (%s): waiting for it, at most %s"
                    .formatted(failure.getMessage(), LONGEST));
        }
        if (nanos.getAsLong() - since.getAsLong() < LONGEST.toNanos()) {
            return true;
        }
        log.accept("postgresql: the source has not answered for %s: no longer waiting for it".formatted(LONGEST));
        return false;
    }

    void isOver() {
        since = OptionalLong.empty();
    }

    /** Whether a failure says that the source, or a connection to it, went away. */
    static boolean isOf(Throwable failure) {
        return failure instanceof PostgresFailure one
                ? one.server().equals("source") && one.lostConnection()
                : failure.getCause() instanceof PostgresFailure cause && isOf(cause);
    }
}
