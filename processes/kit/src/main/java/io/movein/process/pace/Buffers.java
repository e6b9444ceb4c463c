package io.movein.process.pace;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Buffers for the parts of large items, of one size, so many at a time and no more: the memory of a run is bounded by this product
 * whatever the number and size of its items. Whoever wants one more waits.
 */
public final class Buffers {

    /** A buffer on loan. */
    public final class Loan implements AutoCloseable {

        private byte @Nullable [] bytes;

        private Loan(byte[] bytes) {
            this.bytes = bytes;
        }

        public byte[] bytes() {
            if (bytes == null) {
                throw new IllegalStateException("the buffer was given back");
            }
            return bytes;
        }

        @Override
        public void close() {
            if (bytes != null) {
                free.add(bytes);
                bytes = null;
                places.release();
            }
        }
    }

    private final int size;
    private final Semaphore places;
    private final ConcurrentLinkedQueue<byte[]> free = new ConcurrentLinkedQueue<>();

    /**
     * @param size  bytes of each
     * @param count at a time
     */
    public Buffers(int size, int count) {
        this.size = size;
        this.places = new Semaphore(count, true);
    }

    public Loan take() throws InterruptedException {
        places.acquire();
        var bytes = free.poll();
        return new Loan(bytes == null ? new byte[size] : bytes);
    }
}
