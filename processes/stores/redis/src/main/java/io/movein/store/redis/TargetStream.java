package io.movein.store.redis;

import io.movein.store.redis.RedisFailure.Kind;
import io.movein.store.redis.SourceChange.Passed;
import io.movein.store.redis.SourceChange.Written;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * From one link to one server of the target: what has come and concerns the tenant's keys there waits in a {@link Spool}, and one thread
 * writes it. The server itself says how far it is, so that streams of the same link are told apart after any loss.
 */
final class TargetStream implements AutoCloseable {

    private static final int BATCH = 1000;
    private static final long BATCH_BYTES = 4 << 20;
    private static final long LOOK_EVERY_MILLISECONDS = 200;
    private static final long PAUSED_MILLISECONDS = 10;

    private final KeySpace tenant;
    private final Replica.Settings settings;
    private final Spool spool;
    private final Source source;
    private final Routing routing;
    private final Expirations expirations;
    private final Writer writer;
    private final CountDownLatch closed;
    private final CompletableFuture<Position> caughtUp = new CompletableFuture<>();
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private volatile boolean paused;
    private volatile long stopAt = Long.MAX_VALUE;

    /** @param sourceServer from which keys are read anew, by a connection of the stream's own */
    TargetStream(
            Server sourceServer,
            Target target,
            Spool spool,
            Replica.Settings settings,
            CopyFigures figures,
            CountDownLatch closed) {
        this.tenant = target.tenant();
        this.settings = settings;
        this.spool = spool;
        this.closed = closed;
        this.source = Source.open(sourceServer, tenant);
        this.routing = new Routing(tenant);
        var copier = new Copier(
                target,
                settings.keysAtOnce(),
                settings.part(),
                settings.parallel(),
                settings.takeBytes()::take,
                figures,
                settings.refused());
        this.expirations = new Expirations(this::target, tenant);
        this.writer = new Writer(tenant, source, target, copier, figures, expirations::written);
    }

    /** The tenant's keys that go this way. */
    KeySpace tenant() {
        return tenant;
    }

    Target target() {
        return writer.target();
    }

    Spool spool() {
        return spool;
    }

    Expirations expirations() {
        return expirations;
    }

    /** Up to here everything is at the target. */
    Position position() {
        return writer.position();
    }

    CompletableFuture<Position> caughtUp() {
        return caughtUp;
    }

    /** Takes what has come; what does not concern the tenant's keys there only moves the position on. */
    void put(RedisCommand write, Position after) throws InterruptedException {
        spool.put(
                routing.of(after.database(), write) instanceof Step.Nothing
                        ? new Passed(after)
                        : new Written(write, after));
    }

    void pause() {
        paused = true;
    }

    void proceed() {
        paused = false;
        spool.wake();
    }

    void stopAfter(long offset) {
        stopAt = offset;
        spool.wake();
    }

    /** Does something in the writer's thread, between two of its transactions. */
    <T> CompletableFuture<T> between(Callable<T> work) {
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

    /**
     * Writes until closed.
     *
     * @param received up to where everything has come; {@link Position#NONE} while that is not known
     */
    void run(Supplier<Position> received) throws InterruptedException {
        var tries = new Tries(settings.tries(), settings.firstWait());
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
                carryOut(left, received);
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
    private void carryOut(Deque<SourceChange> left, Supplier<Position> received) throws InterruptedException {
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
        if (!caughtUp.isDone() && left.isEmpty() && writer.position().reaches(received.get())) {
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
                writer.reconnected(writer.target().again());
                settings.told().accept(failure.getMessage() + "; connected again");
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
        spool.close();
        source.close();
    }
}
