package io.movein.process.retry;

import java.time.Duration;
import java.util.Optional;

/** Tells what a failure of a store's client means. By the status code, where there is no body to go by. */
@FunctionalInterface
public interface Classifier {

    /** Whether trying again can help. */
    sealed interface Verdict {

        /** An outage, a timeout, a conflict that resolves: may pass. */
        record Passing() implements Verdict {}

        /**
         * The side says that it is too much.
         *
         * @param retryAfter how long it asked us to wait
         */
        record Throttled(Optional<Duration> retryAfter) implements Verdict {}

        /** Will be the same the next time. */
        record Permanent() implements Verdict {}
    }

    Verdict classify(Throwable failure);
}
