package io.movein.store.redis;

import io.movein.store.redis.RedisFailure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;

/**
 * Keeps the tenant's keys at the target as they are at the source: a snapshot, then every write, in order, each once. One thread
 * reads the link and one for each server of the target writes, with a {@link Spool} in between. Connections that break are made anew a
 * bounded number of times; the source's link goes on where it broke where the source still has what was missed, else it begins with a
 * new snapshot.
 */
public final class Replica implements AutoCloseable {

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

    /**
     * A place in the source's stream that is waited for.
     *
     * @param beginnings histories that the link had had when it was asked for: where the next one is not that of the place, it is never
     *                   reached
     */
    public record End(Position position, int beginnings) {}

    private final Server sourceServer;
    private final KeySpace tenant;
    private final Source source;
    private final List<TargetStream> streams = new ArrayList<>();
    private final Follower follower;
    private final CopyFigures figures = new CopyFigures();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CompletableFuture<Position> caughtUp;

    /**
     * @param target opened, by which the tenant's writer is this process; all of the tenant's keys there are this migration's, and are
     *               removed when a snapshot begins
     */
    public Replica(Server source, KeySpace tenant, Target target, Spool spool, Settings settings) {
        this(source, tenant, List.of(target), List.of(spool), settings);
    }

    /**
     * @param tenant  its keys at this source
     * @param targets which together have all of its keys, and none twice
     * @param spools  one for each target
     */
    public Replica(Server source, KeySpace tenant, List<Target> targets, List<Spool> spools, Settings settings) {
        this.sourceServer = source;
        this.tenant = tenant;
        this.source = Source.open(source, tenant);
        for (var i = 0; i < targets.size(); i++) {
            streams.add(new TargetStream(source, targets.get(i), spools.get(i), settings, figures, closed));
        }
        this.caughtUp = CompletableFuture.allOf(
                        streams.stream().map(TargetStream::caughtUp).toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> position());
        this.follower = new Follower(source, tenant, settings, this.source, streams, figures, closed);
    }

    /** Begins, from what the target has, else with a snapshot. */
    public void start() {
        threads.add(Thread.ofPlatform().name("redis-link").start(() -> guard(follower::run)));
        for (var stream : streams) {
            threads.add(
                    Thread.ofPlatform().name("redis-writer").start(() -> guard(() -> stream.run(follower::received))));
        }
    }

    public CopyFigures figures() {
        return figures;
    }

    public Source source() {
        return source;
    }

    /** Whose keys come from this source. */
    KeySpace tenant() {
        return tenant;
    }

    List<TargetStream> streams() {
        return streams;
    }

    /** Removes what the writers keep at the target beside the tenant's keys. */
    public void forgetAll() {
        streams.forEach(stream -> stream.target().forgetAll());
    }

    /** After {@link #close}: this process is the tenant's writer no more. */
    public void closeTargets() {
        streams.forEach(stream -> stream.target().close());
    }

    /** Up to here everything is at the target. */
    public Position position() {
        return Position.least(streams);
    }

    /** Whether the target has a whole copy. */
    public boolean isWhole() {
        return streams.stream().allMatch(stream -> stream.position().offset() >= 0);
    }

    /** Where the source's stream is now. */
    public End now() {
        var beginnings = beginnings();
        return new End(source.position(), beginnings);
    }

    /** Histories that the link has had so far. */
    int beginnings() {
        return follower.beginning().number();
    }

    /** Writes of the tenant that have come and are not yet at the target. */
    public long waiting() {
        return streams.stream().mapToLong(stream -> stream.spool().writes()).sum();
    }

    /** Bytes of the source's stream that have come and are not yet at the target. */
    public OptionalLong behind() {
        var at = position().offset();
        var come = follower.received().offset();
        return at < 0 || come < 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(0, come - at));
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
        streams.forEach(TargetStream::pause);
    }

    public void proceed() {
        streams.forEach(TargetStream::proceed);
    }

    /** Nothing that comes after this offset is carried out, until {@link #goOn}. */
    public void stopAfter(long offset) {
        streams.forEach(stream -> stream.stopAfter(offset));
    }

    /**
     * Stops after what the source has carried out by now. While it is asked nothing is carried out: what others write there meanwhile
     * would take the position past the end.
     *
     * @return where the source's stream ends
     */
    public End stopAtTheEnd() {
        stopAfter(0);
        var end = now();
        stopAfter(end.position().offset());
        return end;
    }

    public void goOn() {
        stopAfter(Long.MAX_VALUE);
    }

    /** Adds each key at the target to the sum, while nothing else writes there. */
    void addTo(Sum sum) throws InterruptedException {
        for (var stream : streams) {
            result(stream.between(() -> {
                Copies.forEach(stream.target().connection(), stream.tenant(), sum::add);
                return 0;
            }));
        }
    }

    /**
     * Waits until everything up to the end is at the target.
     *
     * @throws RedisFailure {@link Kind#LINK_LOST} if the source's stream began anew meanwhile: the end is no longer that of its writes
     */
    public void await(End end, Duration longest) throws InterruptedException {
        var deadline = System.nanoTime() + longest.toNanos();
        while (!position().reaches(end.position())) {
            if (ended.isCompletedExceptionally()) {
                throw failure();
            }
            mustBeToCome(end);
            if (System.nanoTime() > deadline) {
                throw late("%s of the source was not reached within %s (the target has %s)"
                        .formatted(end.position(), longest, position()));
            }
            TimeUnit.MICROSECONDS.sleep(50);
        }
    }

    private void mustBeToCome(End end) {
        var now = follower.beginning();
        if (now.number() > end.beginnings()
                && !now.history().equals(end.position().history())) {
            throw new RedisFailure(
                    Kind.LINK_LOST,
                    sourceServer,
                    "its stream began anew, as history %s, before %s was reached; try again"
                            .formatted(now.history(), end.position()));
        }
    }

    /** Something was not done in time at the target. */
    public RedisFailure late(String message) {
        return new RedisFailure(
                Kind.UNREACHABLE, streams.getFirst().target().connection().server(), message);
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
        all(expirations -> {
            expirations.arm(horizon);
            return 0;
        });
    }

    /** @return how many keys were written since, and looked at */
    public int armAgain(long horizon) throws InterruptedException {
        return all(expirations -> expirations.again(horizon));
    }

    /** The last of it, within the pause. */
    public int finishExpirations() throws InterruptedException {
        return all(Expirations::finish);
    }

    public void disarm() throws InterruptedException {
        all(expirations -> {
            expirations.disarm();
            return 0;
        });
    }

    /** By all streams at once, each between two transactions of its own. */
    private int all(ToIntFunction<Expirations> work) throws InterruptedException {
        var begun = streams.stream()
                .map(stream -> stream.between(() -> work.applyAsInt(stream.expirations())))
                .toList();
        var sum = 0;
        for (var one : begun) {
            sum += result(one);
        }
        return sum;
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
            streams.forEach(stream -> stream.caughtUp().completeExceptionally(e));
        }
    }

    @Override
    public void close() {
        closed.countDown();
        follower.close();
        threads.forEach(Thread::interrupt);
        threads.forEach(Replica::join);
        streams.forEach(TargetStream::close);
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
