package io.movein.store.redis;

import java.util.concurrent.atomic.AtomicLong;

/** What was done so far. */
public final class CopyFigures {

    final AtomicLong copied = new AtomicLong();
    final AtomicLong copiedBytes = new AtomicLong();
    final AtomicLong written = new AtomicLong();
    final AtomicLong fetched = new AtomicLong();
    final AtomicLong resumed = new AtomicLong();
    final AtomicLong begun = new AtomicLong();

    /** A snapshot begins. */
    void begin() {
        copied.set(0);
        copiedBytes.set(0);
        begun.incrementAndGet();
    }

    /** Keys of the snapshot that were copied. */
    public long copied() {
        return copied.get();
    }

    public long copiedBytes() {
        return copiedBytes.get();
    }

    /** Commands of the stream that were carried out. */
    public long written() {
        return written.get();
    }

    /** Keys that were read anew, as a command depended on what the target does not have. */
    public long fetched() {
        return fetched.get();
    }

    /** How often a broken link was taken up again where it broke. */
    public long resumed() {
        return resumed.get();
    }

    /** How often a snapshot was begun. */
    public long begun() {
        return begun.get();
    }
}
