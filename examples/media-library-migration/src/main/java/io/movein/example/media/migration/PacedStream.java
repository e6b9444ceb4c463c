package io.movein.example.media.migration;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads no faster than the old host may be read, all streams of one pace together. */
final class PacedStream extends FilterInputStream {

    /** The time at which the next byte may be read. */
    static final class Pace {

        private final double nanosPerByte;
        private long next = System.nanoTime();

        Pace(OptionalLong bytesPerSecond) {
            this.nanosPerByte = bytesPerSecond.isEmpty() ? 0 : 1e9 / bytesPerSecond.getAsLong();
        }

        private synchronized long waitFor(int bytes) {
            var now = System.nanoTime();
            next = Math.max(next, now) + (long) (bytes * nanosPerByte);
            return next - now;
        }
    }

    private final Pace pace;
    private volatile @Nullable IOException broken;

    PacedStream(InputStream in, Pace pace) {
        super(in);
        this.pace = pace;
    }

    @Override
    public int read() throws IOException {
        throw new UnsupportedOperationException("read by blocks");
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        var read = readNow(buffer, offset, length);
        try {
            TimeUnit.NANOSECONDS.sleep(read > 0 ? pace.waitFor(read) : 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while keeping the pace");
        }
        return read;
    }

    private int readNow(byte[] buffer, int offset, int length) throws IOException {
        try {
            return super.read(buffer, offset, length);
        } catch (IOException e) {
            broken = e;
            throw e;
        }
    }

    /** What broke this stream, which whoever reads it may have mistaken for a trouble of its own. */
    Optional<IOException> broken() {
        return Optional.ofNullable(broken);
    }
}
