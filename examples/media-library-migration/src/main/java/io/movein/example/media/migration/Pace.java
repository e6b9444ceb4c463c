package io.movein.example.media.migration;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** How fast may be read, by all streams together; can be changed, and stopped for a while, as the process runs. */
final class Pace {
    private double nanosPerByte;
    private long next = System.nanoTime();
    private boolean paused;

    Pace(OptionalLong bytesPerSecond) {
        this.nanosPerByte = bytesPerSecond.isEmpty() ? 0 : 1e9 / bytesPerSecond.getAsLong();
    }

    synchronized void rate(long bytesPerSecond) {
        nanosPerByte = 1e9 / bytesPerSecond;
        next = System.nanoTime();
    }

    synchronized void pause() {
        paused = true;
    }

    synchronized void proceed() {
        paused = false;
        notifyAll();
    }

    /** Returns when these may count as read. */
    void take(int bytes) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(turn(bytes));
    }

    private synchronized long turn(int bytes) throws InterruptedException {
        while (paused) {
            wait();
        }
        var now = System.nanoTime();
        next = Math.max(next, now) + (long) (bytes * nanosPerByte);
        return next - now;
    }
}
