package io.movein.example.media.migration;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads no faster than the old host may be read, all streams of one pace together. */
final class PacedStream extends FilterInputStream {

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
            pace.take(Math.max(0, read));
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
