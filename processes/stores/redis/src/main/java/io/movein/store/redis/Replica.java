package io.movein.store.redis;

import io.movein.store.redis.RedisFailure.Kind;
import io.movein.store.redis.SourceChange.Passed;
import io.movein.store.redis.SourceChange.Written;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the tenant's keys at the target as they are at the source: a snapshot, then every write, in order, each once. One thread
 * reads the link and another writes, with the {@link Spool} in between. Connections that break are made anew a bounded number of
 * times; the source's link goes on where it broke where the source still has what was missed, else it begins with a new snapshot.
 */
public final class Replica implements AutoCloseable {

    private static final int BATCH = 1000;
    private static final long BATCH_BYTES = 4 << 20;
    private static final long LOOK_EVERY_MILLISECONDS = 200;
    private static final long PAUSED_MILLISECONDS = 10;

    /**
     * How it works.
     *
     * @param keysAtOnce keys in a batch of a copy
     * @param part       bytes; larger keys are written in parts
     * @param parallel   batches of the copy in flight
     * @param takeBytes  waits until so many bytes may be copied
     * @param tries      how often a broken connection is made anew, and a snapshot begun, before it is given up
     * @param firstWait  before the second try; each further one waits twice as long
     * @param refused    told of each key of the snapshot that the target did not take, with its answer
     * @param told       of what happens to the connections, in words
     */
    public record Settings(
            int keysAtOnce,
            long part,
            IntSupplier parallel,
            Throttle takeBytes,
            int tries,
            Duration firstWait,
            BiConsumer<Key, String> refused,
            Consumer<String> told) {}

    /** Waits until so many bytes may go. */
    public interface Throttle {
        void take(long bytes) throws InterruptedException;
    }

    private final Server sourceServer;
    private final KeySpace tenant;
    private final int targetDatabase;
    private final Settings settings;
    private final Spool spool;
    private final Source source;
    private final Expirations expirations;
    private final Writer writer;
    private final Follower follower;
    private final CopyFigures figures = new CopyFigures();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<Position> caughtUp = new CompletableFuture<>();
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean paused;
    private volatile long stopAt = Long.MAX_VALUE;

    /**
     * @param target         opened, by which the tenant's writer is this process; all of the tenant's keys there are this migration's, and
     *                       are removed when a snapshot begins
     * @param targetDatabase that the keys are written to
     */
    public Replica(Server source, KeySpace tenant, Target target, int targetDatabase, Spool spool, Settings settings) {
        this.sourceServer = source;
        this.tenant = tenant;
        this.targetDatabase = targetDatabase;
        this.settings = settings;
        this.spool = spool;
        this.source = Source.open(source, tenant);
        var copier = new Copier(
                target,
                settings.keysAtOnce,
                settings.part,
                settings.parallel,
                settings.takeBytes::take,
                figures,
                settings.refused);
        this.expirations = new Expirations(this, tenant);
        this.writer = new Writer(tenant, this.source, target, copier, figures, expirations::written);
        this.follower = new Follower(source, tenant, settings, spool, this.source, writer, figures, closed);
    }

    /** Begins, from what the target has, else with a snapshot. */
    public void start() {
        threads.add(Thread.ofPlatform().name("redis-link").start(() -> guard(follower::run)));
        threads.add(Thread.ofPlatform().name("redis-writer").start(() -> guard(this::writeTarget)));
    }

    public CopyFigures figures() {
        return figures;
    }

    public Source source() {
        return source;
    }

    public Target target() {
        return writer.target();
    }

    /** Up to here everything is at the target. */
    public Position position() {
        return writer.position();
    }

    /** Writes of the tenant that have come and are not yet at the target. */
    public long waiting() {
        return spool.writes();
    }

    /** Bytes of the source's stream that have come and are not yet at the target. */
    public OptionalLong behind() {
        var at = writer.position().offset();
        var come = follower.received().offset();
        return at < 0 || come < 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(0, come - at));
    }

    public Spool spool() {
        return spool;
    }

    /** Done when the snapshot and what had come meanwhile is at the target for the first time. */
    public CompletableFuture<Position> caughtUp() {
        return caughtUp;
    }

    /** Done, with the reason, when it cannot go on. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** The link is kept, and what comes is spooled. */
    public void pause() {
        paused = true;
    }

    public void proceed() {
        paused = false;
        spool.wake();
    }

    /** Nothing that comes after this offset is carried out, until {@link #goOn}. */
    public void stopAfter(long offset) {
        stopAt = offset;
        spool.wake();
    }

    /**
     * Stops after what the source has carried out by now. While it is asked nothing is carried out: what others write there meanwhile
     * would take the position past the end.
     *
     * @return the source's offset at the end
     */
    public long stopAtTheEnd() {
        stopAfter(0);
        var end = source.offset();
        stopAfter(end);
        return end;
    }

    public void goOn() {
        stopAt = Long.MAX_VALUE;
        spool.wake();
    }

    /** Does something in the writer's thread, between two of its transactions: nothing else writes to the target meanwhile. */
    public <T> CompletableFuture<T> between(Callable<T> work) {
        var result = new CompletableFuture<T>();
        tasks.add(() -> {
            try {
                result.complete(work.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        spool.wake();
        return result;
    }

    /** Waits until everything up to the offset is at the target. */
    public void await(long offset, Duration longest) throws InterruptedException {
        var deadline = System.nanoTime() + longest.toNanos();
        while (writer.position().offset() < offset) {
            if (ended.isCompletedExceptionally()) {
                throw failure();
            }
            if (System.nanoTime() > deadline) {
                throw late("offset %d of the source was not reached within %s (expected %d)"
                        .formatted(writer.position().offset(), longest, offset));
            }
            TimeUnit.MICROSECONDS.sleep(50);
        }
    }

    /** Something was not done in time at the target. */
    public RedisFailure late(String message) {
        return new RedisFailure(Kind.UNREACHABLE, writer.target().connection().server(), message);
    }

    /** Why it ended. */
    public RedisFailure failure() {
        var thrown = ended.handle((_, failure) -> failure).join();
        return thrown instanceof RedisFailure failure
                ? failure
                : new RedisFailure(Kind.UNEXPECTED, sourceServer, String.valueOf(thrown), thrown);
    }

    /** Begins to give the target's copies their own expirations, as {@link Expirations} says; before the cutover or {@link #disarm}. */
    public void arm(long horizon) throws InterruptedException {
        result(between(() -> {
            expirations.arm(horizon);
            return 0;
        }));
    }

    /** @return how many keys were written since, and looked at */
    public int armAgain(long horizon) throws InterruptedException {
        return result(between(() -> expirations.again(horizon)));
    }

    /** The last of it, within the pause. */
    public int finishExpirations() throws InterruptedException {
        return result(between(expirations::finish));
    }

    public void disarm() throws InterruptedException {
        result(between(() -> {
            expirations.disarm();
            return 0;
        }));
    }

    private <T> T result(CompletableFuture<T> future) throws InterruptedException {
        try {
            while (true) {
                try {
                    return future.get(50, TimeUnit.MILLISECONDS);
                } catch (TimeoutException notYet) {
                    if (ended.isDone()) {
                        throw failure();
                    }
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RedisFailure failure
                    ? failure
                    : new RedisFailure(Kind.UNEXPECTED, sourceServer, String.valueOf(e.getCause()), e);
        }
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private void guard(Work work) {
        try {
            work.run();
        } catch (InterruptedException e) {
            ended.complete(null);
        } catch (RuntimeException | Error e) {
            ended.completeExceptionally(e);
            caughtUp.completeExceptionally(e);
        }
    }

    private void writeTarget() throws InterruptedException {
        var tries = new Tries(settings.tries, settings.firstWait);
        var left = new ArrayDeque<SourceChange>();
        while (closed.getCount() > 0) {
            for (var task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            if (left.isEmpty() && !paused) {
                left.addAll(spool.take(BATCH, BATCH_BYTES, LOOK_EVERY_MILLISECONDS));
            }
            if (paused) {
                closed.await(PAUSED_MILLISECONDS, TimeUnit.MILLISECONDS);
                continue;
            }
            try {
                carryOut(left);
                tries.succeeded();
            } catch (RedisFailure failure) {
                if (closed.getCount() == 0) {
                    return;
                }
                if (!failure.is(Kind.UNREACHABLE)) {
                    throw failure;
                }
                reconnect(failure, tries);
            }
        }
    }

    /**
     * Has the writer take what comes up to the offset at which it is to stop, one by one: what it has taken is given again only by
     * itself, so that a connection that breaks between two transactions has nothing done twice.
     */
    private void carryOut(Deque<SourceChange> left) throws InterruptedException {
        var end = stopAt;
        writer.flush();
        while (!left.isEmpty() && upTo(left.element()) <= end) {
            writer.take(left.element());
            left.remove();
        }
        if (left.peek() instanceof Passed(var after)) {
            writer.take(new Passed(new Position(after.history(), end, after.database())));
        }
        writer.flush();
        if (!caughtUp.isDone() && left.isEmpty() && writer.position().offset() >= 0 && behind().orElse(1) == 0) {
            caughtUp.complete(writer.position());
        }
        if (!left.isEmpty() && writer.position().offset() >= end) {
            runNext(tasks.poll(1, TimeUnit.MILLISECONDS));
        }
    }

    private static void runNext(@Nullable Runnable task) {
        if (task != null) {
            task.run();
        }
    }

    private static long upTo(SourceChange change) {
        return switch (change) {
            case Written written -> written.after().offset();
            case Passed passed -> passed.after().offset();
            default -> Long.MIN_VALUE;
        };
    }

    private void reconnect(RedisFailure failure, Tries tries) throws InterruptedException {
        var last = failure;
        while (true) {
            tries.again(last, closed);
            try {
                writer.reconnected(writer.target().again(tenant, targetDatabase));
                settings.told.accept(failure.getMessage() + "; connected again");
                return;
            } catch (RedisFailure again) {
                if (!again.is(Kind.UNREACHABLE)) {
                    throw again;
                }
                last = again;
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        follower.close();
        threads.forEach(Thread::interrupt);
        threads.forEach(Replica::join);
        spool.close();
        source.close();
        ended.complete(null);
    }

    private static void join(Thread thread) {
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
