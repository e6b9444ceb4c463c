package io.movein.tier;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** A follower's steps, one after the other, and between two of them what has to see both sides while nothing is copied. */
final class Steps {

    /** In the order of asking, so that whoever wants to see both sides comes before the next step. */
    private final ReentrantLock lock = new ReentrantLock(true);

    <T> T step(Work<T> work) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return work.make();
        } finally {
            lock.unlock();
        }
    }

    /** Empty, and nothing is done, where a step took longer than the patience. */
    <T> Optional<T> between(Duration patience, Work<T> work) throws InterruptedException {
        if (!lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(work.make());
        } finally {
            lock.unlock();
        }
    }
}
