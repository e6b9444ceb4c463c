package io.movein.process.pace;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** A worker's place while it moves one item after the other. Its threads, if it has more than one, share it. */
public final class Turn implements AutoCloseable {

    private static final int PIECE = 64 * 1024;

    private final Pace pace;
    private final BooleanSupplier over;

    /** One place is given up and taken again by one thread; the others wait behind it. */
    private final ReentrantLock place = new ReentrantLock();

    Turn(Pace pace, BooleanSupplier over) {
        this.pace = pace;
        this.over = over;
    }

    /** Before a request to either side. */
    public void request() throws InterruptedException {
        pace.request(this);
    }

    /** Before, or right after, so many bytes go over the wire. */
    public void bytes(long number) throws InterruptedException {
        pace.bytes(number, this);
    }

    /** Waits while paused, and while there are more workers than there should be. */
    public void checkpoint() throws InterruptedException {
        if (pace.crowded(over)) {
            place.lockInterruptibly();
            try {
                pace.park(over);
            } finally {
                place.unlock();
            }
        }
    }

    /** Whether the worker may begin another item in the same place; else it leaves, and whoever waits for a place comes first. */
    public boolean lasts() {
        return pace.lasts(over);
    }

    /** The same content, no faster than the pace. */
    public InputStream paced(InputStream content) {
        return new FilterInputStream(content) {

            @Override
            public int read() throws IOException {
                await(1);
                return super.read();
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                var read = super.read(buffer, offset, Math.min(length, PIECE));
                await(Math.max(read, 0));
                return read;
            }
        };
    }

    private void await(int number) throws IOException {
        try {
            pace.bytes(number, this);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped");
        }
    }

    @Override
    public void close() {
        pace.leave();
    }
}
