package io.movein.tier;

import io.movein.store.postgresql.PostgresFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** That the source does not answer: one that is being started again is waited for, one that does not come back is not. */
final class Absence {

    static final Duration LONGEST = Duration.ofMinutes(5);

    private final Consumer<String> log;
    private final Duration longest;
    private final LongSupplier nanos;
    private OptionalLong since = OptionalLong.empty();

    Absence(Consumer<String> log) {
        this(log, LONGEST);
    }

    /** @param longest that it may take */
    Absence(Consumer<String> log, Duration longest) {
        this(log, longest, System::nanoTime);
    }

    Absence(Consumer<String> log, Duration longest, LongSupplier nanos) {
        this.log = log;
        this.longest = longest;
        this.nanos = nanos;
    }

    /** @return the answer of the source; none while it is away and may come back */
    <T> Optional<T> ask(Supplier<T> question) {
        try {
            var answer = question.get();
            since = OptionalLong.empty();
            return Optional.of(answer);
        } catch (PostgresFailure e) {
            if (mayPass(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Whether it may answer again after this. */
    boolean mayPass(PostgresFailure failure) {
        if (!isOf(failure)) {
            return false;
        }
        if (since.isEmpty()) {
            since = OptionalLong.of(nanos.getAsLong());
            log.accept("postgresql: the source does not answer (%s): waiting for it, at most %s"
                    .formatted(failure.getMessage(), longest));
        }
        if (nanos.getAsLong() - since.getAsLong() < longest.toNanos()) {
            return true;
        }
        log.accept("postgresql: the source has not answered for %s: no longer waiting for it".formatted(longest));
        return false;
    }

    /** Whether it was so when it was last asked. */
    boolean isOn() {
        return since.isPresent();
    }

    /** Whether a failure says that the source, or a connection to it, went away. */
    static boolean isOf(Throwable failure) {
        return failure instanceof PostgresFailure one
                ? one.server().equals("source") && one.lostConnection()
                : failure.getCause() instanceof PostgresFailure cause && isOf(cause);
    }
}
