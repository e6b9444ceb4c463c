package io.movein.store.redis;

import io.movein.store.redis.RedisFailure.Kind;
import io.movein.store.redis.SourceChange.Copied;
import io.movein.store.redis.SourceChange.Passed;
import io.movein.store.redis.SourceChange.SnapshotBegins;
import io.movein.store.redis.SourceChange.SnapshotEnds;
import io.movein.store.redis.SourceChange.Written;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Carries out at the target what came from the source: copies many at a time, writes in their order and in transactions. What it is
 * about to write and what it has written is told by {@link #position}; by one thread.
 */
final class Writer {

    /** Commands in a transaction at the target, which does nothing else meanwhile. */
    private static final int MOST_WRITES = 1000;

    private final KeySpace tenant;
    private final Routing routing;
    private final Source source;
    private final Copier copier;
    private final CopyFigures figures;
    private final Consumer<Key> told;
    private final Map<Key, Long> fetchedAt = new HashMap<>();
    private final List<RedisCommand> pending = new ArrayList<>();
    private final LinkedHashSet<Key> toFetch = new LinkedHashSet<>();
    private Target target;
    private final List<Written> uncommitted = new ArrayList<>();
    private boolean together;
    private Position reached = Position.NONE;
    private volatile Position position = Position.NONE;

    /** @param told of each key that is written */
    Writer(KeySpace tenant, Source source, Target target, Copier copier, CopyFigures figures, Consumer<Key> told) {
        this.tenant = tenant;
        this.routing = new Routing(tenant);
        this.source = source;
        this.target = target;
        this.copier = copier;
        this.figures = figures;
        this.told = told;
        target.position().ifPresent(this::startAt);
    }

    private void startAt(Position found) {
        position = found;
        reached = found;
    }

    /** Everything up to here is at the target, and of what follows nothing. */
    Position position() {
        return position;
    }

    Target target() {
        return target;
    }

    /**
     * After the connection to the target was made anew: goes on from what the target says that it has.
     *
     * @throws RedisFailure if the target has lost what it had confirmed
     */
    void reconnected(Target again) {
        var found = again.position().orElse(Position.NONE);
        if (found.offset() < position.offset()) {
            throw new RedisFailure(
                    Kind.UNEXPECTED,
                    again.connection().server(),
                    "it has what was written up to offset %d, and had confirmed %d; begin anew with a target that keeps its data"
                            .formatted(found.offset(), position.offset()));
        }
        target = again;
        copier.reconnected(again);
        pending.clear();
        toFetch.clear();
        together = false;
        startAt(found);
        var replayed = List.copyOf(uncommitted);
        uncommitted.clear();
        replayed.forEach(this::replay);
    }

    private void replay(Written written) {
        if (written.after().offset() > reached.offset()) {
            write(written);
        }
    }

    /** Takes a batch. What came before the position was carried out already. */
    void take(List<SourceChange> changes) throws InterruptedException {
        for (var change : changes) {
            switch (change) {
                case SnapshotBegins begins -> {
                    target.empty(tenant);
                    copier.begin();
                    uncommitted.clear();
                    pending.clear();
                    startAt(Position.NONE);
                }
                case Copied copied -> copier.copy(copied.entry());
                case SnapshotEnds ends -> {
                    copier.end();
                    reached = ends.position();
                    commit();
                }
                case Passed passed -> advance(passed.after());
                case Written written -> replay(written);
            }
        }
        flush();
    }

    private void advance(Position after) {
        if (after.offset() > reached.offset()) {
            reached = after;
        }
    }

    /** Writes what has come, unless it is the middle of what belongs together. */
    private void flush() {
        if (!together && reached.offset() > position.offset()) {
            commit();
        }
    }

    private void write(Written written) {
        switch (routing.of(written.after().database(), written.write())) {
            case Step.Nothing _ -> {}
            case Step.Apply(var write) -> apply(write, written.after());
            case Step.Fetch(var keys) -> toFetch.addAll(keys);
            case Step.Together begin when begin == Step.Together.BEGIN -> together = true;
            case Step.Together _ -> together = false;
            case Step.Impossible(var why) ->
                throw new RedisFailure(Kind.NOT_UNDERSTOOD, source.connection().server(), why);
        }
        uncommitted.add(written);
        advance(written.after());
        if (!together && (pending.size() >= MOST_WRITES || !toFetch.isEmpty())) {
            commit();
        }
    }

    /** A key that was read anew has everything up to the offset at which it was read. */
    private void apply(RedisCommand write, Position after) {
        var touched = KeyPlaces.of(write);
        var newer = touched.read().stream().anyMatch(index -> isNewer(new Key(write.word(index)), after));
        if (!newer) {
            pending.add(write);
            touched.written().forEach(index -> told.accept(new Key(write.word(index))));
            return;
        }
        for (var index : touched.written()) {
            var key = new Key(write.word(index));
            if (!isNewer(key, after)) {
                toFetch.add(key);
            }
        }
    }

    private boolean isNewer(Key key, Position after) {
        return !fetchedAt.isEmpty() && fetchedAt.getOrDefault(key, -1L) >= after.offset();
    }

    private void commit() {
        if (!toFetch.isEmpty()) {
            fetch();
        }
        target.apply(pending, reached);
        figures.written.addAndGet(pending.size());
        pending.clear();
        uncommitted.clear();
        position = reached;
        fetchedAt.values().removeIf(offset -> offset <= reached.offset());
    }

    private void fetch() {
        var fetched = source.fetch(List.copyOf(toFetch));
        toFetch.clear();
        fetched.entries().forEach((key, entry) -> {
            pending.add(entry.map(Entry::restore).orElseGet(() -> RedisCommand.of("DEL", key.bytes())));
            fetchedAt.put(key, fetched.offset());
            told.accept(key);
        });
        figures.fetched.addAndGet(fetched.entries().size());
    }
}
