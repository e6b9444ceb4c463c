package io.movein.process.pace;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Places for workers. Those inside that have no place any more, as there are fewer or all are paused, wait at their next
 * checkpoint and come first when there are places again.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // changed under the lock, read without
final class Gate {

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private volatile int limit;
    private volatile int active;
    private volatile boolean paused;
    private volatile boolean ending;
    private volatile int parked;

    Gate(int limit) {
        this.limit = limit;
    }

    /**
     * @param over whether the work for which somebody asks is; looked at again after {@link #wake}
     * @return false if the run or that work is ending
     */
    boolean enter(BooleanSupplier over) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!ends(over) && (paused || active >= limit || parked > 0)) {
                changed.await();
            }
            var enters = !ends(over);
            if (enters) {
                active++;
            }
            return enters;
        } finally {
            lock.unlock();
        }
    }

    private boolean ends(BooleanSupplier over) {
        return ending || over.getAsBoolean();
    }

    /** Those who wait look again whether their work is over. */
    void wake() {
        locked(() -> {});
    }

    void leave() {
        locked(() -> active--);
    }

    /** Whether somebody who has a place should give it up at the next checkpoint. */
    boolean crowded(BooleanSupplier over) {
        return (paused || active > limit) && !ends(over);
    }

    /** Whether somebody who has a place may keep it for something new. */
    boolean lasts(BooleanSupplier over) {
        return !paused && active <= limit && parked == 0 && !ends(over);
    }

    /** Gives up a place if it should be given up, and waits for another. */
    void park(BooleanSupplier over) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!crowded(over)) {
                return;
            }
            active--;
            parked++;
            changed.signalAll();
            try {
                while (!ends(over) && (paused || active >= limit)) {
                    changed.await();
                }
            } finally {
                parked--;
                active++;
                // who came after those that were parked may have a place now, and nobody need leave for that
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for so long, or until something about the gate changes. */
    @SuppressWarnings("WaitNotInLoop") // woken early is as good
    void await(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            changed.awaitNanos(nanos);
        } finally {
            lock.unlock();
        }
    }

    void limit(int places) {
        if (limit != places) {
            locked(() -> limit = places);
        }
    }

    void pause() {
        locked(() -> paused = true);
    }

    void proceed() {
        locked(() -> paused = false);
    }

    void end() {
        locked(() -> ending = true);
    }

    boolean paused() {
        return paused;
    }

    int active() {
        return active;
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
