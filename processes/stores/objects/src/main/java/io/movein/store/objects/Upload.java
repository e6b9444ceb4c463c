package io.movein.store.objects;

import io.movein.store.objects.StoreFailure.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * An object on its way into a store; nothing can be seen of it before {@link #finish}. Up to one part is sent in one request,
 * more in parts, a few of them at a time: at most {@code partsAtOnce + 1} parts are in memory. Whoever began it closes it: what was not
 * finished is then given up, so that no unfinished upload is left behind.
 */
public final class Upload extends OutputStream {

    /** What an upload needs of its store. */
    interface Sink {

        /** @return the ETag */
        String put(byte[] content, int length);

        String begin();

        S3Protocol.Part part(String upload, int number, byte[] content, int length);

        String complete(String upload, List<S3Protocol.Part> parts);

        void abort(String upload);
    }

    /** A small object goes into so much; it is kept for the next. */
    private static final int SMALL = 128 * 1024;

    private static final byte[] NONE = {};

    /** A thread's: with a new one for each object, Java would touch pages of its heap that it never had. */
    private static final ThreadLocal<Deque<byte[]>> SPARE = ThreadLocal.withInitial(() -> new ArrayDeque<>(1));

    private final Place place;
    private final Sink sink;
    private final ExecutorService threads;
    private final int partSize;
    private final int partsAtOnce;
    private final OutputStream front;
    private final List<CompletableFuture<S3Protocol.Part>> parts = new ArrayList<>();
    private byte[] buffer;
    private int filled;
    private @Nullable String upload;
    private boolean finished;

    Upload(
            Sink sink,
            ExecutorService threads,
            int partSize,
            int partsAtOnce,
            long sizeHint,
            Sealing sealing,
            String key) {
        this.place = sealing.place();
        this.sink = sink;
        this.threads = threads;
        this.partSize = partSize;
        this.partsAtOnce = partsAtOnce;
        this.buffer = buffer(sizeHint, partSize);
        this.front = sealing.around(new Parts(), key);
    }

    private static byte[] buffer(long sizeHint, int partSize) {
        if (sizeHint > SMALL || partSize < SMALL) {
            return new byte[Math.clamp(sizeHint, 1, partSize)];
        }
        var spare = SPARE.get().poll();
        return spare == null ? new byte[SMALL] : spare;
    }

    @Override
    public void write(int b) throws IOException {
        front.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        front.write(bytes, from, length);
    }

    /**
     * Makes the object visible, if the key is free.
     *
     * @return its ETag
     * @throws StoreFailure of kind {@code OCCUPIED} if it is not; after {@code UNAVAILABLE} it may be there all the same
     */
    public String finish() throws IOException {
        front.close();
        var etag = upload == null ? sink.put(buffer, filled) : complete(upload);
        finished = true;
        return etag;
    }

    private String complete(String begun) {
        if (filled > 0) {
            sendPart(begun);
        }
        return sink.complete(begun, parts.stream().map(this::done).toList());
    }

    private void sendPart(String begun) {
        var number = parts.size() + 1;
        if (number > partsAtOnce) {
            done(parts.get(number - 1 - partsAtOnce));
        }
        var content = buffer;
        var length = filled;
        parts.add(CompletableFuture.supplyAsync(() -> sink.part(begun, number, content, length), threads));
        buffer = new byte[partSize];
        filled = 0;
    }

    private S3Protocol.Part done(CompletableFuture<S3Protocol.Part> part) {
        try {
            return part.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreFailure failure
                    ? failure
                    : new StoreFailure(Kind.UNAVAILABLE, place, "a part was not sent: " + e.getCause(), e);
        }
    }

    /** Gives up what was not finished. */
    @Override
    public void close() {
        var begun = upload;
        upload = null;
        if (begun != null && !finished) {
            parts.forEach(part -> part.exceptionally(failed -> null).join());
            sink.abort(begun);
        }
        spare();
    }

    /** Nobody has it any more: one that was sent as a part was replaced. */
    private void spare() {
        var spare = SPARE.get();
        if (buffer.length == SMALL && spare.isEmpty()) {
            spare.add(buffer);
        }
        buffer = NONE;
    }

    /** Behind the encryption: fills the buffer and sends it when it is full and more comes. */
    private final class Parts extends OutputStream {

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            for (var done = 0; done < length; ) {
                makeRoom(length - done);
                var fits = Math.min(buffer.length - filled, length - done);
                System.arraycopy(bytes, from + done, buffer, filled, fits);
                filled += fits;
                done += fits;
            }
        }

        private void makeRoom(int wanted) {
            if (filled == partSize) {
                if (upload == null) {
                    upload = sink.begin();
                }
                sendPart(upload);
            } else if (filled == buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.clamp(Math.max(2L * filled, (long) filled + wanted), 1, partSize));
            }
        }
    }
}
