package io.movein.process.run;

import io.movein.process.MigrationFailure;
import io.movein.process.Stop;
import io.movein.process.items.Blame;
import io.movein.process.items.Item;
import io.movein.process.items.Journal;
import io.movein.process.items.Outcome;
import io.movein.process.pace.Pace;
import io.movein.process.pace.Turn;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * Works off the queued items of a journal: as many at a time as the pace allows, each in a thread of its own. These are no virtual
 * ones, whose sockets a thread of Java's watches for good: for that one Java waits a third of a second when the program ends. Claims
 * few at a time, so that memory does not depend on how many there are. Ends when none is queued, when a stop is requested, or when
 * it cannot go on; in each case every claimed item has its outcome in the journal when it returns. After a failure the pace is as before:
 * who knows what to do about it works off the rest with another runner.
 */
public final class ItemRunner {

    private static final int FEWEST_CLAIMED = 16;
    private static final int MOST_CLAIMED = 256;

    /** Less than the platform's two minutes, so that there is time left for the journal and the evidence. */
    static final Duration GRACE = Duration.ofSeconds(90);

    private final Journal journal;
    private final Pace pace;
    private final Stop stop;
    private final FailureLimits limits;
    private final UnaryOperator<String> redact;
    private final Duration grace;
    private final AtomicReference<RuntimeException> ended = new AtomicReference<>();

    public ItemRunner(Journal journal, Pace pace, Stop stop, FailureLimits limits) {
        this(journal, pace, stop, limits, UnaryOperator.identity(), GRACE);
    }

    /** @param redact takes secrets out of what is noted of failures, which others' clients worded */
    ItemRunner(
            Journal journal, Pace pace, Stop stop, FailureLimits limits, UnaryOperator<String> redact, Duration grace) {
        this.journal = journal;
        this.pace = pace;
        this.stop = stop;
        this.limits = limits;
        this.redact = redact;
        this.grace = grace;
    }

    /** @throws MigrationFailure if the run cannot go on */
    public void run(ItemHandler handler) throws InterruptedException {
        stop.whenRequested(pace::end);
        var claims = new Claims(journal, this::some);
        // Java's own way to number threads has it write classes at the start
        var number = new AtomicInteger();
        var workers = Executors.newCachedThreadPool(work -> new Thread(work, "worker-" + number.incrementAndGet()));
        try (claims) {
            while (!ended() && claims.any()) {
                var turn = pace.begin(this::ended);
                if (turn.isEmpty()) {
                    break;
                }
                workers.execute(() -> work(claims, turn.get(), handler));
            }
        } finally {
            finish(workers);
        }
        limits.settle(journal::record).ifPresent(failure -> ended.compareAndSet(null, failure));
        journal.flush();
        if (ended.get() != null) {
            throw ended.get();
        }
    }

    /** Not many more than are worked on: what is claimed is said to be running. */
    private int some() {
        return Math.clamp(2L * pace.now().allowed(), FEWEST_CLAIMED, MOST_CLAIMED);
    }

    /** One item after the other: to hand each to a worker that waits for it would wake two threads for each. */
    private void work(Claims claims, Turn turn, ItemHandler handler) {
        try (turn) {
            do {
                var item = claims.next();
                if (item.isEmpty()) {
                    return;
                }
                var outcome = outcome(item.get(), turn, handler);
                limits.count(item.get(), outcome.redacted(redact), journal::record)
                        .ifPresent(this::end);
            } while (turn.lasts());
        } catch (RuntimeException e) {
            end(e);
        }
    }

    private Outcome outcome(Item item, Turn turn, ItemHandler handler) {
        try {
            return handler.handle(item, turn);
        } catch (InterruptedException e) {
            return new Outcome.Released();
        } catch (MigrationFailure e) {
            end(e);
            return new Outcome.Released();
        } catch (Exception e) {
            return ended() && Thread.currentThread().isInterrupted()
                    ? new Outcome.Released()
                    : Outcome.failed(Blame.ITEM, "unexpected", e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private boolean ended() {
        return stop.requested() || ended.get() != null;
    }

    private void end(RuntimeException failure) {
        ended.compareAndSet(null, failure);
        // another may go on where this one failed
        pace.wake();
    }

    /** What is in flight is finished within the grace, or interrupted and so undone by its handler. */
    private void finish(ExecutorService workers) throws InterruptedException {
        workers.shutdown();
        while (!workers.awaitTermination(50, TimeUnit.MILLISECONDS)) {
            if (ended() && !workers.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                workers.shutdownNow();
            }
        }
    }
}
