package io.movein.store.redis;

import io.movein.store.redis.RedisFailure.Kind;
import io.movein.store.redis.SourceChange.Copied;
import io.movein.store.redis.SourceChange.Passed;
import io.movein.store.redis.SourceChange.SnapshotBegins;
import io.movein.store.redis.SourceChange.SnapshotEnds;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The source's side of a {@link Replica}: reads the link into the spools, and takes it up again when it breaks, where it broke if that
 * can be, else from a new snapshot on; both a bounded number of times.
 */
final class Follower {

    /** @param number of histories that the link has had; 0 before the first */
    record Beginning(String history, int number) {}

    private final Server sourceServer;
    private final KeySpace tenant;
    private final Replica.Settings settings;
    private final Source source;
    private final List<TargetStream> streams;
    private final CopyFigures figures;
    private final CountDownLatch closed;
    private final boolean toCluster;
    private final AtomicReference<@Nullable Link> link = new AtomicReference<>();
    private volatile Position received = Position.NONE;
    private volatile Beginning beginning = new Beginning("", 0);

    /** From the first sign of a snapshot to its end: what the target has may be void, so that no position is gone on from. */
    private boolean copying;

    private int copiedAnew;

    Follower(
            Server sourceServer,
            KeySpace tenant,
            Replica.Settings settings,
            Source source,
            List<TargetStream> streams,
            CopyFigures figures,
            CountDownLatch closed) {
        this.sourceServer = sourceServer;
        this.tenant = tenant;
        this.settings = settings;
        this.source = source;
        this.streams = streams;
        this.figures = figures;
        this.closed = closed;
        this.toCluster = streams.stream().anyMatch(stream -> stream.target().isOfCluster());
    }

    /** Up to here everything has come; {@link Position#NONE} while that is not known. */
    Position received() {
        return received;
    }

    /** Of the history that the link has, or had last. */
    Beginning beginning() {
        return beginning;
    }

    /** The thread in {@link #run} ends soon. */
    void close() {
        var open = link.get();
        if (open != null) {
            open.close();
        }
    }

    /** Until closed. */
    void run() throws InterruptedException {
        var tries = new Tries(settings.tries(), settings.firstWait());
        var written = Position.least(streams);
        var from = written.offset() >= 0 ? Optional.of(written) : Optional.<Position>empty();
        while (closed.getCount() > 0) {
            try (var opened = Link.connect(
                    sourceServer, tenant, () -> Position.least(streams).offset())) {
                link.set(opened);
                opened.run(from, new Incoming(tries));
            } catch (RedisFailure failure) {
                if (closed.getCount() == 0) {
                    return;
                }
                from = afterLinkFailed(failure, tries);
            }
        }
    }

    private Optional<Position> afterLinkFailed(RedisFailure failure, Tries tries) throws InterruptedException {
        if (!failure.is(Kind.LINK_LOST) && !failure.is(Kind.UNREACHABLE) && !failure.is(Kind.SYNC_LOST)) {
            throw failure;
        }
        var from = received.offset() >= 0 ? received : Position.least(streams);
        var nothing = copying || from.offset() < 0;
        if (failure.is(Kind.SYNC_LOST) || nothing && !failure.is(Kind.UNREACHABLE)) {
            return anew(failure);
        }
        tries.again(failure, closed);
        if (nothing) {
            return Optional.empty();
        }
        settings.told().accept(failure.getMessage() + "; continues at offset " + from.offset());
        figures.resumed.incrementAndGet();
        return Optional.of(from);
    }

    /** A source that drops the link during each copy would be read for ever, and to no end. */
    private Optional<Position> anew(RedisFailure failure) throws InterruptedException {
        if (++copiedAnew >= settings.tries()) {
            throw new RedisFailure(
                    Kind.SYNC_LOST,
                    sourceServer,
                    "%s; given up after %d copies, of which the last had %d keys. Writes are faster than the copy: raise client-output-buffer-limit replica (%s) and repl-backlog-size (%s) there, remove the rate limit, or use mode 'fast'"
                            .formatted(
                                    failure.getMessage(),
                                    copiedAnew,
                                    figures.copied(),
                                    setting("client-output-buffer-limit"),
                                    setting("repl-backlog-size")),
                    failure);
        }
        settings.told().accept(failure.getMessage() + "; everything is copied anew");
        received = Position.NONE;
        copying = true;
        streams.forEach(stream -> stream.spool().clear());
        closed.await(settings.firstWait().toMillis() << Math.min(copiedAnew - 1, 10), TimeUnit.MILLISECONDS);
        return Optional.empty();
    }

    private String setting(String name) {
        var found = source.connection().list("CONFIG", "GET", name);
        return found.size() < 2 ? "unknown" : Reply.text(found.get(1));
    }

    private final class Incoming implements Link.Sink {

        private final Tries tries;
        private final OneSlot oneSlot = new OneSlot(tenant);

        Incoming(Tries tries) {
            this.tries = tries;
        }

        @Override
        public void snapshotBegins(Position position) throws InterruptedException {
            begins(position);
            copying = true;
            streams.forEach(stream -> stream.spool().clear());
            received = Position.NONE;
            figures.begin();
            toAll(new SnapshotBegins(position));
        }

        @Override
        public void entry(Entry entry) throws InterruptedException {
            for (var stream : streams) {
                if (stream.tenant().owns(entry.key().bytes())) {
                    stream.spool().put(new Copied(entry));
                }
            }
        }

        @Override
        public void snapshotEnds(Position position) throws InterruptedException {
            toAll(new SnapshotEnds(position));
            received = position;
            copying = false;
        }

        private void begins(Position position) {
            var last = beginning;
            if (!position.history().equals(last.history())) {
                beginning = new Beginning(position.history(), last.number() + 1);
            }
        }

        private void toAll(SourceChange change) throws InterruptedException {
            for (var stream : streams) {
                stream.spool().put(change);
            }
        }

        @Override
        public void continues(Position position) throws InterruptedException {
            begins(position);
            toAll(new Passed(position));
            received = position;
        }

        @Override
        public void write(RedisCommand write, Position after) throws InterruptedException {
            if (toCluster) {
                oneSlot.whyNot(after.database(), write).ifPresent(why -> {
                    throw new RedisFailure(Kind.NOT_UNDERSTOOD, sourceServer, why);
                });
            }
            for (var stream : streams) {
                stream.put(write, after);
            }
            received = after;
            tries.succeeded();
        }
    }
}
