package io.movein.store.redis;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A bounded number of tries in a row, with growing waits between them. */
final class Tries {

    private final int most;
    private final Duration firstWait;
    private int failed;

    Tries(int most, Duration firstWait) {
        this.most = most;
        this.firstWait = firstWait;
    }

    void succeeded() {
        failed = 0;
    }

    /** Waits before the next try, not longer than until closed. */
    void again(RedisFailure failure, CountDownLatch closed) throws InterruptedException {
        failed++;
        if (failed >= most) {
            throw failure.after(failed);
        }
        closed.await(firstWait.toMillis() << Math.min(failed - 1, 10), TimeUnit.MILLISECONDS);
    }
}
