package io.movein.review.stream;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import dev.failsafe.function.CheckedSupplier;
import io.movein.contract.Traceparent;
import io.movein.review.lifecycle.Input;
import io.movein.review.platform.FactsSource;
import io.movein.review.platform.FactsUnavailableException;
import io.movein.review.platform.Question;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where facts are asked for and fetched. Asking returns at once; whoever asks comes back for the answers. A question that cannot
 * be answered is asked again, with growing pauses and without end: there is no decision without facts. Asked for one migration,
 * the newest question replaces the one before. Used by one thread; only the answers cross over.
 */
final class FactsFetcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FactsFetcher.class);
    private static final String POOL = "";
    private static final int AT_ONCE = 8;
    /** For what will not pass by itself. */
    private static final int ATTEMPTS = 3;

    /** @param trace of whoever caused the question */
    record Answer(Input input, Traceparent trace) {}

    private final FactsSource source;
    private final Executor threads;
    private final PendingReasons pending;
    private final Runnable onFailure;
    private final Runnable onError;
    private final FailsafeExecutor<Object> patience;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Map<String, Asked> open = new HashMap<>();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

    /** A question on its way. An interrupt may be swallowed on that way, the mark is not. */
    private record Asked(FutureTask<Void> task, AtomicBoolean withdrawn) {
        void withdraw() {
            synchronized (withdrawn) {
                withdrawn.set(true);
            }
            task.cancel(true);
        }
    }

    /**
     * @param onFailure whenever facts could not be had
     * @param pending     are told which migration waits for facts, and why it has none yet
     * @param onError   whenever what was answered could not be made sense of: an error of ours, or a platform that is set up wrongly
     */
    FactsFetcher(
            FactsSource source,
            Executor threads,
            Duration firstPause,
            PendingReasons pending,
            Runnable onFailure,
            Runnable onError) {
        this.source = source;
        this.threads = threads;
        this.pending = pending;
        this.onFailure = onFailure;
        this.onError = onError;
        this.patience = Failsafe.with(
                policy(firstPause)
                        .handle(FactsUnavailableException.class)
                        .withMaxRetries(-1)
                        .build(),
                policy(firstPause)
                        .handle(List.of(RuntimeException.class, Error.class))
                        .abortOn(CancellationException.class)
                        .withMaxRetries(ATTEMPTS - 1)
                        .build());
    }

    private RetryPolicyBuilder<Object> policy(Duration firstPause) {
        return RetryPolicy.builder()
                .withBackoff(firstPause, Duration.ofSeconds(30))
                .withJitter(0.2)
                .onFailedAttempt(failed -> failed(failed.getLastException()));
    }

    void ask(String migration, String wanted, Question question, Traceparent trace) {
        ask(
                migration,
                () -> source.gather(question),
                facts -> new Answer(new Input.FactsArrived(migration, wanted, facts), trace),
                error -> answers.add(
                        new Answer(new Input.FactsUnusable(migration, wanted, String.valueOf(error)), trace)));
    }

    void askForPool() {
        ask(
                POOL,
                source::pool,
                pool -> new Answer(new Input.PoolObserved(pool), Traceparent.begin()),
                _ -> {}); // asked again with the next look
    }

    /** The migration is not interested any more. */
    void forget(String migration) {
        var asked = open.remove(migration);
        if (asked != null) {
            asked.withdraw();
        }
        pending.end(PendingReasons.Kind.FACTS, migration);
    }

    boolean isAsked() {
        open.values().removeIf(asked -> asked.task().isDone());
        return !open.isEmpty() || !answers.isEmpty();
    }

    Optional<Answer> answer() {
        return Optional.ofNullable(answers.poll());
    }

    @Override
    public void close() {
        open.values().forEach(Asked::withdraw);
        open.clear();
        pending.end(PendingReasons.Kind.FACTS);
    }

    private <T> void ask(
            String about, CheckedSupplier<T> question, Function<T, Answer> answer, Consumer<Throwable> giveUp) {
        forget(about);
        var withdrawn = new AtomicBoolean();
        var task = new FutureTask<Void>(() -> {
            try {
                answers.add(answer.apply(patience.get(() -> inTurn(about, question, withdrawn))));
            } catch (CancellationException withdrawal) {
                throw withdrawal;
            } catch (RuntimeException | Error e) { // what left here would end the task, and nobody would ask again
                if (!withdrawn.get()) {
                    onError.run();
                    LOG.error("asked {} times, and the answer cannot be made sense of", ATTEMPTS, e);
                    giveUp.accept(e);
                }
            }
            return null;
        });
        open.put(about, new Asked(task, withdrawn));
        threads.execute(task);
    }

    private <T> T inTurn(String about, CheckedSupplier<T> question, AtomicBoolean withdrawn) throws Throwable {
        places.acquire();
        try {
            if (withdrawn.get()) {
                throw new CancellationException();
            }
            var answer = question.get();
            pending.end(PendingReasons.Kind.FACTS, about);
            return answer;
        } catch (FactsUnavailableException e) {
            if (withdrawn.get()) {
                throw new CancellationException(); // by the interrupt of the withdrawal, which is no failure
            }
            tellWait(about, withdrawn, e);
            throw e;
        } finally {
            places.release();
        }
    }

    /** Never after the withdrawal, which nothing would follow that ends the wait. */
    private void tellWait(String about, AtomicBoolean withdrawn, FactsUnavailableException e) {
        synchronized (withdrawn) {
            if (!withdrawn.get() && !about.equals(POOL)) {
                pending.begin(PendingReasons.Kind.FACTS, about, String.valueOf(e.getMessage()));
            }
        }
    }

    private void failed(Throwable cause) {
        if (!(cause instanceof CancellationException)) {
            onFailure.run();
            LOG.warn("no facts yet, asking again: {}", cause.getMessage());
        }
    }
}
