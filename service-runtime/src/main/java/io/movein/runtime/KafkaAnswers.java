package io.movein.runtime;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Waits for what an admin client asked, by the monotonic clock. The client itself gives up by the wall clock: where that is set back by a
 * day, a day later.
 */
public final class KafkaAnswers {
    /** Longer than the client's own, so that it is the client that says what is wrong. */
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private KafkaAnswers() {}

    /** @throws ExecutionException caused by what Kafka says is wrong, or by a {@link TimeoutException} */
    public static <T> T answer(KafkaFuture<T> question) throws ExecutionException, InterruptedException {
        return answer(question, System.nanoTime() + LIMIT.toNanos());
    }

    /** @param until in nanoseconds of the monotonic clock */
    static <T> T answer(KafkaFuture<T> question, long until) throws ExecutionException, InterruptedException {
        try {
            return question.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new ExecutionException(new TimeoutException(
                    "no answer, and the client does not give up by itself: was the clock set?", e));
        }
    }
}
