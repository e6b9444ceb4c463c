package io.movein.store.redis;

import io.movein.store.redis.RedisFailure.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Has a server keep its stream from now on, and says where in it a replica may begin that has the same keys already and needs no
 * snapshot. A server that nobody follows keeps nothing.
 */
public final class Anchor implements AutoCloseable {

    /** No key begins with it: of the snapshot, without which a server lets nobody follow, nothing is read. */
    private static final KeySpace NOTHING = new KeySpace("\0movein:nothing", 0);

    private final Source source;
    private final Link link;
    private final Thread thread;
    private volatile Position position = Position.NONE;
    private volatile @Nullable RedisFailure failure;

    private Anchor(Source source, Link link) {
        this.source = source;
        this.link = link;
        this.thread = Thread.ofPlatform().name("redis-anchor").start(this::follow);
    }

    /** @throws RedisFailure if it cannot be followed within the time */
    public static Anchor at(Server server, Duration longest) throws InterruptedException {
        var source = Source.open(server, NOTHING);
        try {
            var anchor = new Anchor(source, Link.connect(server, NOTHING, () -> 0));
            try {
                anchor.await(begun -> begun.offset() >= 0, longest);
                return anchor;
            } catch (InterruptedException | RuntimeException e) {
                anchor.close();
                throw e;
            }
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    private void follow() {
        try {
            link.run(Optional.empty(), new Link.Sink() {
                @Override
                public void snapshotBegins(Position begin) {}

                @Override
                public void entry(Entry entry) {}

                @Override
                public void snapshotEnds(Position end) {
                    position = end;
                }

                @Override
                public void continues(Position from) {}

                @Override
                public void write(RedisCommand write, Position after) {
                    position = after;
                }
            });
        } catch (RedisFailure broken) {
            failure = broken;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A place behind everything that the server has carried out so far.
     *
     * @throws RedisFailure if it is not known within the time
     */
    public Position now(Duration longest) throws InterruptedException {
        var end = source.position();
        return await(at -> at.reaches(end), longest);
    }

    private Position await(Predicate<Position> enough, Duration longest) throws InterruptedException {
        var deadline = System.nanoTime() + longest.toNanos();
        while (!enough.test(position)) {
            var broken = failure;
            if (broken != null) {
                throw broken;
            }
            if (System.nanoTime() > deadline) {
                throw new RedisFailure(
                        Kind.UNREACHABLE,
                        source.connection().server(),
                        "its stream was not followed to its end within %s (%s was reached)"
                                .formatted(longest, position));
            }
            TimeUnit.MICROSECONDS.sleep(50);
        }
        return position;
    }

    @Override
    public void close() {
        link.close();
        thread.interrupt();
        source.close();
    }
}
