package io.movein.store.redis;

import io.movein.store.redis.SourceChange.Passed;
import io.movein.store.redis.SourceChange.Written;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What came from the source and is not yet at the target: in memory up to a bound, then in a file up to another, so that the source
 * need not keep it. Order is that of the source. When both are full {@link #put} waits, and the source's own buffer fills.
 */
public final class Spool implements AutoCloseable {

    private final long memory;
    private final long disk;
    private final Path file;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<SourceChange> queue = new ArrayDeque<>();
    private long queued;
    private long inFile;
    private long written;
    private long writes;
    private boolean closed;
    private boolean woken;
    private @Nullable DataOutputStream out;
    private @Nullable DataInputStream in;

    /**
     * @param memory bytes
     * @param disk   bytes
     * @param folder for the file, which is removed
     */
    public Spool(long memory, long disk, Path folder) {
        this(memory, disk, folder, "spool");
    }

    /** One of several in the folder. */
    public Spool(long memory, long disk, Path folder, String name) {
        this.memory = memory;
        this.disk = disk;
        this.file = folder.resolve(name);
    }

    /** Waits while it is full. */
    public void put(SourceChange change) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (full() && !closed) {
                changed.await();
            }
            if (inFile > 0 || queued > memory) {
                toFile(change);
            } else {
                toMemory(change);
            }
            writes += change instanceof Written ? 1 : 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What is there, at most so many; waits a while for the first. Empty if nothing came. */
    public List<SourceChange> take(int most, long bytes, long waitMilliseconds) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var left = TimeUnit.MILLISECONDS.toNanos(waitMilliseconds);
            while (queue.isEmpty() && inFile == 0 && left > 0 && !closed && !woken) {
                left = changed.awaitNanos(left);
            }
            woken = false;
            var taken = new ArrayList<SourceChange>();
            var size = 0L;
            while (taken.size() < most && size < bytes && (!queue.isEmpty() || inFile > 0)) {
                var change = next();
                size += change.bytes();
                writes -= change instanceof Written ? 1 : 0;
                taken.add(change);
            }
            changed.signalAll();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Whoever waits for something to take goes on. */
    public void wake() {
        locked(() -> {
            woken = true;
            changed.signalAll();
        });
    }

    /** Everything that waits is forgotten: a new snapshot makes it void. */
    public void clear() {
        locked(() -> {
            queue.clear();
            queued = 0;
            writes = 0;
            dropFile();
            changed.signalAll();
        });
    }

    /** Writes of the tenant that wait. */
    public long writes() {
        return writes;
    }

    public boolean full() {
        return queued > memory && written > disk;
    }

    /** Bytes on disk. */
    public long onDisk() {
        return written;
    }

    private void toMemory(SourceChange change) {
        if (change instanceof Passed passed
                && queue.peekLast() instanceof Passed last
                && last.after().database() == passed.after().database()) {
            queue.removeLast();
            queued -= last.bytes();
        }
        queue.addLast(change);
        queued += change.bytes();
    }

    private void toFile(SourceChange change) {
        try {
            if (out == null) {
                out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
            }
            ChangeCodec.write(change, out);
            inFile++;
            written += change.bytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the spool %s cannot be written".formatted(file), e);
        }
    }

    /** What is in memory is older than what is in the file. */
    private SourceChange next() {
        var first = queue.pollFirst();
        if (first != null) {
            queued -= first.bytes();
            return first;
        }
        try {
            if (out != null) {
                out.flush();
            }
            if (in == null) {
                in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
            }
            var change = ChangeCodec.read(in);
            if (--inFile == 0) {
                dropFile();
            }
            return change;
        } catch (IOException e) {
            throw new UncheckedIOException("the spool %s cannot be read".formatted(file), e);
        }
    }

    private void dropFile() {
        try {
            if (out != null) {
                out.close();
            }
            if (in != null) {
                in.close();
            }
            out = null;
            in = null;
            inFile = 0;
            written = 0;
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the spool %s cannot be removed".formatted(file), e);
        }
    }

    private void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        locked(() -> {
            closed = true;
            queue.clear();
            dropFile();
            changed.signalAll();
        });
    }
}
