package io.movein.store.objects;

import io.movein.process.items.JournalFacts;
import io.movein.process.pace.Pace;
import io.movein.process.pace.Turn;
import io.movein.store.objects.StoreFailure.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The objects below one place, kept the same below another by passes. A pass lists the source and asks for nothing else but what its
 * listing shows to be new, changed (ETag, size, time) or gone: the last pass, while nobody can write, takes as long as a listing and
 * what has changed since the one before. Each copy is read back and compared by SHA-256. What was written stands in the journal, and
 * nothing else at the target is ever replaced or removed. Both places have to list in the order of bytes, as S3 does. Changed tags of an
 * object do not show in a listing.
 */
public final class ObjectMirror {

    private static final int REMOVED_AT_ONCE = 16;

    /**
     * What one pass has found.
     *
     * @param objects  that the source lists
     * @param bytes    of them
     * @param changed  copied or removed
     * @param complete whether the listing was gone through to its end
     * @param settled  whether everything that was listed is at the target; false where an object changed while it was copied
     */
    public record Pass(long objects, long bytes, long changed, boolean complete, boolean settled) {}

    /**
     * @param removed objects of this mirror
     * @param left    that somebody else has written over since
     */
    public record Undone(long removed, long left) {}

    private final ObjectStore source;
    private final ObjectStore target;
    private final MirrorJournal journal;
    private final MirrorCopy copy;

    /** @param fence before every step that cannot be undone; throws if this process may not write any more */
    public ObjectMirror(ObjectStore source, ObjectStore target, JournalFacts facts, Runnable fence) {
        this.source = source;
        this.target = target;
        this.journal = new MirrorJournal(facts);
        this.copy = new MirrorCopy(source, target, new Tags(false), journal, fence);
    }

    /** Whether nothing was written by it, as far as the journal knows. */
    public boolean isNew() {
        return journal.isEmpty();
    }

    static Ascending<Listed> listing(ObjectStore store) {
        return new Ascending<>(
                store.list(""),
                Listed::key,
                (before, key) -> new StoreFailure(
                        Kind.LISTING,
                        store.place(),
                        "listed %s after %s (expected the order of bytes)"
                                .formatted(Names.show(key), Names.show(before))));
    }

    static Ascending<Map.Entry<String, Mirrored>> known(MirrorJournal journal) {
        return new Ascending<>(
                journal.all(),
                Map.Entry::getKey,
                (before, key) -> new IllegalStateException(
                        "journal: %s after %s".formatted(Names.show(key), Names.show(before))));
    }

    /** The marker of a folder that is the prefix itself: it has no key below it, and no content. */
    static boolean isMarker(Listed listed) {
        return listed.key().isEmpty() && listed.size() == 0;
    }

    /**
     * Brings to the target what has changed.
     *
     * @param enough asked before each object; once it says so, what is in flight is finished and the pass is not complete
     * @throws StoreFailure         of kind {@code OCCUPIED} also where somebody else has written at the target
     * @throws InterruptedException if the run is ending
     */
    public Pass pass(Pace pace, BooleanSupplier enough) throws InterruptedException {
        var listed = listing(source);
        var known = known(journal);
        var work = new Work(pace);
        var objects = 0L;
        var bytes = 0L;
        var complete = true;
        try {
            for (var next = Ascending.next(listed, known); next.isPresent(); next = Ascending.next(listed, known)) {
                if (work.hasFailed() || enough.getAsBoolean()) {
                    complete = false;
                    break;
                }
                var key = next.get();
                var now = listed.take(key);
                var before = known.take(key);
                if (now.isEmpty()) {
                    work.begin(own -> {
                        own.remove(key);
                        return true;
                    });
                } else if (!isMarker(now.get())) {
                    objects++;
                    bytes += now.get().size();
                    if (before.filter(entry -> entry.getValue().isOf(now.get())).isEmpty()) {
                        work.begin(own -> own.copy(now.get()));
                    }
                }
            }
        } finally {
            work.end();
        }
        work.rethrow();
        return new Pass(objects, bytes, work.done.get(), complete, work.unsettled.get() == 0);
    }

    private interface Step {
        boolean make(MirrorCopy own) throws IOException;
    }

    /** What a pass does beside its listing, at the run's pace. */
    private final class Work {

        private final Pace pace;
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong unsettled = new AtomicLong();

        Work(Pace pace) {
            this.pace = pace;
        }

        void begin(Step step) throws InterruptedException {
            var turn = pace.begin().orElseThrow(() -> new InterruptedException("the run is ending"));
            threads.execute(() -> make(step, turn));
        }

        private void make(Step step, Turn turn) {
            try (turn) {
                (step.make(copy.during(turn)) ? done : unsettled).incrementAndGet();
            } catch (IOException | RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        }

        boolean hasFailed() {
            return failure.get() != null;
        }

        void rethrow() throws InterruptedException {
            switch (failure.get()) {
                case null -> {
                    // it came to its end
                }
                case StoreFailure e when e.is(Kind.STOPPED) -> throw new InterruptedException("the run is ending");
                case InterruptedIOException e -> throw new InterruptedException("the run is ending");
                case IOException e -> throw new UncheckedIOException(e);
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException(e);
            }
        }

        /** What is in flight is finished, or interrupted with whoever waits for it. */
        void end() throws InterruptedException {
            threads.shutdown();
            try {
                while (!threads.awaitTermination(1, TimeUnit.SECONDS)) {
                    // as long as it takes
                }
            } catch (InterruptedException e) {
                threads.shutdownNow();
                throw e;
            }
        }
    }

    /** Both sides as they list now, and whether each object is the one that was copied and read back. */
    public MirrorComparison compare() {
        return MirrorComparison.of(listing(source), listing(target), known(journal), (_, _) -> false);
    }

    /**
     * As the last pass has listed them: what the source has otherwise now was written since and is left out. While no pass is made.
     *
     * @param before what was left out of such a comparison before the last pass, which has listed it then: if it is still the same it was
     *               missed by the pass and is not left out
     */
    public MirrorComparison compareFollowed(Map<String, Optional<Listed>> before) {
        return MirrorComparison.of(
                listing(source), listing(target), known(journal), (key, now) -> !now.equals(before.get(key)));
    }

    /** Removes what it wrote and nobody has changed since, at no pace, as the run may be ending. */
    public Undone undo() throws InterruptedException {
        var removed = new AtomicLong();
        var left = new AtomicLong();
        var failure = new AtomicReference<@Nullable Exception>();
        var places = new Semaphore(REMOVED_AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var all = journal.all(); all.hasNext() && failure.get() == null; ) {
                var key = all.next().getKey();
                places.acquire();
                threads.execute(() -> {
                    try {
                        (copy.undo(key) ? removed : left).incrementAndGet();
                    } catch (IOException | RuntimeException e) {
                        failure.compareAndSet(null, e);
                    } finally {
                        places.release();
                    }
                });
            }
        }
        var failed = failure.get();
        if (failed instanceof RuntimeException e) {
            throw e;
        }
        if (failed != null) {
            throw new IllegalStateException(failed);
        }
        return new Undone(removed.get(), left.get());
    }
}
