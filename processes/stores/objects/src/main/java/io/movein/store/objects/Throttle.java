package io.movein.store.objects;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many calls may be under way to one place: halved when it says "slow down", one more for each round of calls that went well.
 * So the requests that reach the server fall and rise again with what it can take.
 */
final class Throttle {

    private static final double MOST = 256;
    /** Many calls are refused at once by one overload: it counts once. */
    private static final long ONCE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private double limit = MOST;
    private int underWay;
    private long lastHalved = System.nanoTime() - ONCE_NANOS;

    void enter() {
        lock.lock();
        try {
            while (underWay >= (int) limit) {
                room.awaitUninterruptibly();
            }
            underWay++;
        } finally {
            lock.unlock();
        }
    }

    void leave(boolean throttled) {
        lock.lock();
        try {
            var now = System.nanoTime();
            if (!throttled) {
                limit = Math.min(MOST, limit + 1 / limit);
            } else if (now - lastHalved >= ONCE_NANOS) {
                limit = Math.max(1, Math.min(limit, underWay) / 2);
                lastHalved = now;
            }
            underWay--;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the place said "slow down" and has not been let go as fast as before. */
    boolean isOn() {
        lock.lock();
        try {
            return System.nanoTime() - lastHalved < TimeUnit.SECONDS.toNanos(5) && limit < MOST;
        } finally {
            lock.unlock();
        }
    }
}
