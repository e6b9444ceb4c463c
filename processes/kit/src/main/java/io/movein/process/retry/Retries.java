package io.movein.process.retry;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.movein.process.items.Blame;
import io.movein.process.pace.Pace;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Tries again what may pass, with growing waits, and nothing else. An answer that says "slow down" costs no try: the pace falls, and
 * the request is made again for as long as it takes, within {@link #LONGEST_THROTTLING}.
 */
public final class Retries {

    /** As long as real servers need; tests wait less. */
    public static final Duration FIRST_WAIT = Duration.ofMillis(200);

    private static final int TRIES = 6;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Duration LONGEST_THROTTLING = Duration.ofMinutes(30);
    private static final double JITTER = 0.25;

    private final Classifier classifier;
    private final Pace pace;
    private final Duration firstWait;

    public Retries(Classifier classifier, Pace pace) {
        this(classifier, pace, FIRST_WAIT);
    }

    /** @param firstWait doubled with each try, up to 50 times as long */
    public Retries(Classifier classifier, Pace pace, Duration firstWait) {
        this.classifier = classifier;
        this.pace = pace;
        this.firstWait = firstWait;
    }

    /** @throws Exception the last failure of the work, as it was thrown */
    public <T> T call(Blame side, Callable<T> work) throws Exception {
        try {
            var result = Failsafe.with(throttled(side), passing()).get(work::call);
            pace.answered(side);
            return result;
        } catch (FailsafeException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private RetryPolicy<Object> passing() {
        return RetryPolicy.builder()
                .handleIf(failure -> classifier.classify(failure) instanceof Classifier.Verdict.Passing)
                .withMaxAttempts(TRIES)
                .withBackoff(firstWait, longestWait())
                .withJitter(JITTER)
                .build();
    }

    private RetryPolicy<Object> throttled(Blame side) {
        return RetryPolicy.builder()
                .handleIf(failure -> classifier.classify(failure) instanceof Classifier.Verdict.Throttled)
                .withMaxAttempts(-1)
                .withMaxDuration(LONGEST_THROTTLING)
                .withBackoff(firstWait, longestWait())
                .withJitter(JITTER)
                .onFailedAttempt(event -> {
                    if (classifier.classify(event.getLastException())
                            instanceof Classifier.Verdict.Throttled throttled) {
                        pace.throttled(side, throttled.retryAfter());
                    }
                })
                .withDelayFn(context -> classifier.classify(context.getLastException())
                                instanceof Classifier.Verdict.Throttled throttled
                        ? throttled.retryAfter().orElse(Duration.ofNanos(-1))
                        : Duration.ofNanos(-1))
                .build();
    }

    private Duration longestWait() {
        return firstWait.multipliedBy(LONGEST_WAIT.dividedBy(FIRST_WAIT));
    }
}
