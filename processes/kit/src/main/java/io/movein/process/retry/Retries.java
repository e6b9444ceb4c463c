package io.movein.process.retry;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.movein.process.items.Blame;
import io.movein.process.pace.Pace;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tries again what may pass, with growing waits, and nothing else. An answer that says "slow down" costs no try: the pace falls, and
 * the request is made again for as long as the patience lasts.
 */
public final class Retries {

    /** As long as real servers need; tests wait less. */
    public static final Duration FIRST_WAIT = Duration.ofMillis(200);

    /** With a side that says "slow down", where nothing else is said. */
    public static final Duration PATIENCE = Duration.ofMinutes(30);

    private static final int TRIES = 6;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final double JITTER = 0.25;

    private final Classifier classifier;
    private final Pace pace;
    private final Duration firstWait;
    private final Duration patience;
    /** Made once. */
    private final Map<Blame, FailsafeExecutor<Object>> bySide = new ConcurrentHashMap<>();

    public Retries(Classifier classifier, Pace pace) {
        this(classifier, pace, FIRST_WAIT);
    }

    /** @param firstWait doubled with each try, up to 50 times as long */
    public Retries(Classifier classifier, Pace pace, Duration firstWait) {
        this(classifier, pace, firstWait, PATIENCE);
    }

    /** @param patience how long an answer that says "slow down" is taken as a reason to wait and not as a failure */
    public Retries(Classifier classifier, Pace pace, Duration firstWait, Duration patience) {
        this.classifier = classifier;
        this.pace = pace;
        this.firstWait = firstWait;
        this.patience = patience;
    }

    /** @throws Exception the last failure of the work, as it was thrown */
    public <T> T call(Blame side, Callable<T> work) throws Exception {
        T result;
        try {
            result = work.call();
        } catch (Exception first) {
            result = again(side, first, work);
        }
        pace.answered(side);
        return result;
    }

    /** What succeeds at once, as nearly every call does, has no need of Failsafe: it is given the first failure as its first try. */
    private <T> T again(Blame side, Exception first, Callable<T> work) throws Exception {
        var isFirst = new AtomicBoolean(true);
        try {
            return bySide.computeIfAbsent(side, this::executor).get(() -> {
                if (isFirst.compareAndSet(true, false)) {
                    throw first;
                }
                return work.call();
            });
        } catch (FailsafeException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private FailsafeExecutor<Object> executor(Blame side) {
        return Failsafe.with(throttled(side), passing());
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
                .withMaxDuration(patience)
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
