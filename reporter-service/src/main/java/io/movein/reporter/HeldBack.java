package io.movein.reporter;

import io.movein.runtime.Health;
import io.movein.runtime.Worker;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The clock that tells the reporter to show what it held back. */
final class HeldBack implements Worker {
    private static final long TICK_MILLIS = 100;
    private static final long PATIENCE_SECONDS = 5;

    private final IssueReporter reporter;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("held-back").factory());
    private @Nullable ScheduledFuture<?> ticking;

    HeldBack(IssueReporter reporter) {
        this.reporter = reporter;
    }

    @Override
    public String name() {
        return "held-back";
    }

    @Override
    public void start() {
        ticking = executor.scheduleWithFixedDelay(reporter::showDue, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        if (ticking != null) {
            ticking.cancel(false);
        }
        executor.execute(reporter::showAll);
        executor.shutdown();
        try {
            if (!executor.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Health health() {
        return ticking != null && !ticking.isDone() ? Health.up("ticks") : Health.down("stands still");
    }
}
