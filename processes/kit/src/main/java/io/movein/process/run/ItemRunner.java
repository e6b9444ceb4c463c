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
import java.util.List;
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
 * the run cannot go on; in each case every claimed item has its outcome in the journal when it returns.
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
        // Java's own way to number threads has it write classes at the start
        var number = new AtomicInteger();
        var workers = Executors.newCachedThreadPool(work -> new Thread(work, "worker-" + number.incrementAndGet()));
        try {
            while (beginSome(workers, handler)) {
                // one page of items after the other
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

    /** @return whether there may be more */
    private boolean beginSome(ExecutorService workers, ItemHandler handler) throws InterruptedException {
        var claimed = stop.requested() ? List.<Item>of() : journal.claim(some());
        for (var i = 0; i < claimed.size(); i++) {
            var turn = pace.begin();
            if (turn.isEmpty()) {
                claimed.subList(i, claimed.size()).forEach(this::release);
                return false;
            }
            var item = claimed.get(i);
            workers.execute(() -> work(item, turn.get(), handler));
        }
        return !claimed.isEmpty();
    }

    /** Not many more than are worked on: what is claimed is said to be running. */
    private int some() {
        return Math.clamp(2L * pace.now().allowed(), FEWEST_CLAIMED, MOST_CLAIMED);
    }

    private void work(Item item, Turn turn, ItemHandler handler) {
        try (turn) {
            var outcome = outcome(item, turn, handler);
            limits.count(item, outcome.redacted(redact), journal::record).ifPresent(this::end);
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
        pace.end();
    }

    private void release(Item item) {
        journal.record(item, new Outcome.Released());
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
