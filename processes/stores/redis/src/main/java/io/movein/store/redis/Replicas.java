package io.movein.store.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Keeps a tenant at the target as it is at the source, whatever either is: a {@link Replica} for each master of the source. A key lives at
 * one master, so that its writes are in order; of what two masters do nobody could say which was first.
 */
public final class Replicas implements AutoCloseable {

    /** A place in the stream of each master of the source, in their order. */
    public record Ends(List<Replica.End> all) {

        /** One figure for people; the offset itself where there is one master. */
        public long sum() {
            return all.stream().mapToLong(end -> end.position().offset()).sum();
        }
    }

    /** Makes a spool for what comes one way, one of so many. */
    public interface Spools {
        Spool make(String name, int ways);
    }

    private final RedisSide source;
    private final List<Replica> all = new ArrayList<>();

    /**
     * @param targets opened, by which the tenant's writer is this process; all of the tenant's keys there are this migration's, and are
     *                removed when a snapshot begins
     */
    public Replicas(RedisSide source, KeySpace tenant, Targets targets, Spools spools, Replica.Settings settings) {
        this.source = source;
        try {
            for (var i = 0; i < source.masters().size(); i++) {
                var master = source.masters().get(i);
                var to = targets.of(i);
                var made = new ArrayList<Spool>();
                for (var j = 0; j < to.size(); j++) {
                    made.add(spools.make("spool-%d-%d".formatted(i, j), targets.ways()));
                }
                all.add(new Replica(master.server(), tenant.in(master.slots()), to, made, settings));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    public void start() {
        all.forEach(Replica::start);
    }

    /** Of the copies, keys and bytes. */
    public long copied() {
        return sum(replica -> replica.figures().copied());
    }

    public long copiedBytes() {
        return sum(replica -> replica.figures().copiedBytes());
    }

    /** Writes of the tenant that have come and are not yet at the target. */
    public long waiting() {
        return sum(Replica::waiting);
    }

    /** Bytes that have come and are not yet at the target; none while a copy is made. */
    public OptionalLong behind() {
        return all.stream().allMatch(replica -> replica.behind().isPresent())
                ? OptionalLong.of(sum(replica -> replica.behind().orElse(0)))
                : OptionalLong.empty();
    }

    private long sum(ToLongFunction<Replica> figure) {
        return all.stream().mapToLong(figure).sum();
    }

    /** Whether the target has a whole copy of every master's keys. */
    public boolean isWhole() {
        return all.stream().allMatch(Replica::isWhole);
    }

    /** Whether it is whole, and what had come while it was copied is there too. */
    public boolean caughtUp() {
        return all.stream().allMatch(replica -> replica.caughtUp().isDone()) && isWhole();
    }

    /** Up to where everything is at the target, as {@link Ends#sum} says it. */
    public long position() {
        return sum(replica -> replica.position().offset());
    }

    /** Up to where the source is now. */
    public Ends now() {
        return ends(Replica::now);
    }

    private Ends ends(Function<Replica, Replica.End> end) {
        return new Ends(all.stream().map(end).toList());
    }

    /** Why it cannot go on. */
    public Optional<RedisFailure> failure() {
        return all.stream()
                .filter(replica -> replica.ended().isCompletedExceptionally())
                .map(Replica::failure)
                .findFirst();
    }

    /** Something was not done in time at the target. */
    public RedisFailure late(String message) {
        return all.getFirst().late(message);
    }

    /** The links are kept, and what comes is spooled. */
    public void pause() {
        all.forEach(Replica::pause);
    }

    public void proceed() {
        all.forEach(Replica::proceed);
    }

    /** Stops after what each master has carried out by now. */
    public Ends stopAtTheEnd() {
        return ends(Replica::stopAtTheEnd);
    }

    public void goOn() {
        all.forEach(Replica::goOn);
    }

    /** Waits until everything up to there is at the target. */
    public void await(Ends ends, Duration longest) throws InterruptedException {
        var deadline = System.nanoTime() + longest.toNanos();
        for (var i = 0; i < all.size(); i++) {
            all.get(i).await(ends.all.get(i), Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
    }

    /** Begins to give the target's copies their own expirations, as {@link Expirations} says; before the cutover or {@link #disarm}. */
    public void arm(long horizon) throws InterruptedException {
        for (var replica : all) {
            replica.arm(horizon);
        }
    }

    /** @return how many keys were written since, and looked at */
    public int armAgain(long horizon) throws InterruptedException {
        var count = 0;
        for (var replica : all) {
            count += replica.armAgain(horizon);
        }
        return count;
    }

    /** The last of it, within the pause. */
    public int finishExpirations() throws InterruptedException {
        var count = 0;
        for (var replica : all) {
            count += replica.finishExpirations();
        }
        return count;
    }

    public void disarm() throws InterruptedException {
        for (var replica : all) {
            replica.disarm();
        }
    }

    /**
     * Compares the two sides while they are in use, master by master, each at one offset of its own stream: a key is at one master alone,
     * so that together they have each key once.
     *
     * @param longest that the writers are waited for
     */
    public Comparison.Result compare(int sample, Duration longest) throws InterruptedException {
        var at = System.currentTimeMillis();
        var here = new Sum(at, sample);
        var there = new Sum(at, sample);
        var offset = 0L;
        for (var replica : all) {
            offset += Comparison.add(replica, here, there, longest);
        }
        return new Comparison.Result(offset, here, there);
    }

    /** @throws RedisFailure {@link RedisFailure.Kind#SLOTS_MOVED} if the source's slots are at other masters than when it began */
    public void mustBeUnchanged() {
        source.mustBeUnchanged();
    }

    /** Removes what the writers keep at the target beside the tenant's keys. */
    public void forgetAll() {
        all.forEach(Replica::forgetAll);
    }

    /** After {@link #close}: this process is the tenant's writer no more. */
    public void closeTargets() {
        all.forEach(Replica::closeTargets);
    }

    @Override
    public void close() {
        all.forEach(Replica::close);
    }
}
