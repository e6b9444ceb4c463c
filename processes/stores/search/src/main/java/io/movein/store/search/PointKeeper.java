package io.movein.store.search;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Keeps a point in time alive while it is read, however slowly, and over a pause: the server forgets one for which nobody asks. A pause
 * that lasts longer than the limit loses it, as the server keeps everything that was deleted meanwhile; then the index is read anew.
 */
final class PointKeeper implements AutoCloseable {

    /** Over a pause. */
    static final Duration MOST = Duration.ofHours(4);

    interface Touch {
        /** Has the point in time kept for as long as it is kept for the next page. */
        void make() throws InterruptedException;
    }

    private final Touch touch;
    private final BooleanSupplier paused;
    private final long mostNanos;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private long pausedSince;

    private PointKeeper(Touch touch, Duration every, BooleanSupplier paused, Duration most) {
        this.touch = touch;
        this.paused = paused;
        this.mostNanos = most.toNanos();
        this.thread = Thread.ofVirtual().name("point-keeper").unstarted(() -> keep(every));
    }

    /** @param kept how long the server keeps it for the next question */
    static PointKeeper start(Touch touch, Duration kept, BooleanSupplier paused) {
        return start(touch, kept, paused, MOST);
    }

    static PointKeeper start(Touch touch, Duration kept, BooleanSupplier paused, Duration most) {
        var keeper = new PointKeeper(touch, kept.dividedBy(3), paused, most);
        keeper.thread.start();
        return keeper;
    }

    private void keep(Duration every) {
        try {
            while (!closed.await(every.toMillis(), TimeUnit.MILLISECONDS) && isWanted(System.nanoTime())) {
                touch.make();
            }
        } catch (SearchFailure lost) {
            // whoever reads it finds out
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the pause, if there is one, has not lasted too long. */
    private boolean isWanted(long now) {
        if (!paused.getAsBoolean()) {
            pausedSince = 0;
            return true;
        }
        pausedSince = pausedSince == 0 ? now : pausedSince;
        return now - pausedSince < mostNanos;
    }

    boolean ends(Duration limit) throws InterruptedException {
        return thread.join(limit);
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }
}
