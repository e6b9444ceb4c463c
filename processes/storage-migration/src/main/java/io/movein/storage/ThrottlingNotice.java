package io.movein.storage;

import io.movein.process.run.ProcessRun;
import io.movein.storage.configuration.StoragePlan;
import io.movein.store.objects.StoreFailure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Says in the log who throttles, once in a while. */
final class ThrottlingNotice {

    private static final long EVERY_NANOS = Duration.ofSeconds(30).toNanos();

    private final ProcessRun<StoragePlan> run;
    private final AtomicLong last = new AtomicLong(System.nanoTime() - EVERY_NANOS);

    ThrottlingNotice(ProcessRun<StoragePlan> run) {
        this.run = run;
    }

    void by(StoreFailure failure) {
        var now = System.nanoTime();
        var before = last.get();
        if (now - before >= EVERY_NANOS && last.compareAndSet(before, now)) {
            var isTarget = failure.place().name().equals(run.configuration().target());
            run.progress()
                    .log("throttled by %s: %s".formatted(isTarget ? "the target" : "a source", failure.getMessage()));
        }
    }
}
