package io.movein.store.redis;

import io.movein.store.redis.RedisFailure.Kind;
import io.movein.store.redis.SourceChange.Copied;
import io.movein.store.redis.SourceChange.Passed;
import io.movein.store.redis.SourceChange.SnapshotBegins;
import io.movein.store.redis.SourceChange.SnapshotEnds;
import io.movein.store.redis.SourceChange.Written;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * Carries out at the target what came from the source: copies many at a time, writes in their order and in transactions. It takes one
 * change after the other. Where the connection to the target breaks, what it had taken of the stream is carried out by itself once it
 * is {@link #reconnected}; a change that it was in the middle of may be given again. What is at the target is told by
 * {@link #position}; by one thread.
 */
final class Writer {

    /** Commands in a transaction at the target, which does nothing else meanwhile. */
    private static final int MOST_WRITES = 1000;

    private final Routing routing;
    private final Source source;
    private final Copier copier;
    private final CopyFigures figures;
    private final Consumer<Key> told;
    private final ReadAnew readAnew = new ReadAnew();
    private final List<RedisCommand> pending = new ArrayList<>();
    private final LinkedHashSet<Key> toFetch = new LinkedHashSet<>();

    /** Taken, and not known to be at the target. */
    private final List<SourceChange> uncommitted = new ArrayList<>();

    private Target target;
    private boolean together;
    private Position reached = Position.NONE;
    private volatile Position position = Position.NONE;

    /** @param told of each key that is written */
    Writer(KeySpace tenant, Source source, Target target, Copier copier, CopyFigures figures, Consumer<Key> told) {
        this.routing = new Routing(tenant);
        this.source = source;
        this.target = target;
        this.copier = copier;
        this.figures = figures;
        this.told = told;
        target.position().ifPresent(found -> {
            startAt(found);
            readAnew.byAnother(target.readAnewUpTo());
        });
    }

    private void startAt(Position found) {
        position = found;
        reached = found;
        together = false;
        pending.clear();
        toFetch.clear();
    }

    /** Everything up to here is at the target, and of what follows nothing but keys that were read anew. */
    Position position() {
        return position;
    }

    Target target() {
        return target;
    }

    /**
     * After the connection to the target was made anew, and the server has ended the old one: goes on from what the target says that it
     * has.
     *
     * @throws RedisFailure if the target has lost what it had confirmed
     */
    void reconnected(Target again) {
        target = again;
        var found = again.position().orElse(Position.NONE);
        if (found.offset() < position.offset()) {
            throw new RedisFailure(
                    Kind.UNEXPECTED,
                    again.connection().server(),
                    "it has what was written up to offset %d, and had confirmed %d; start over with a target that keeps its data"
                            .formatted(found.offset(), position.offset()));
        }
        readAnew.found(found.offset());
        startAt(found);
        var taken = List.copyOf(uncommitted);
        uncommitted.clear();
        taken.forEach(this::plan);
        copier.reconnected(again);
    }

    /** Takes the next change, or the one once more in whose middle the connection broke. What the target has already is passed over. */
    void take(SourceChange change) throws InterruptedException {
        switch (change) {
            case SnapshotBegins _ -> beginCopy();
            case Copied copied -> copier.copy(copied.entry());
            case SnapshotEnds ends -> endCopy(ends.position());
            case Passed passed -> plan(passed);
            case Written written -> {
                plan(written);
                if (!together && (pending.size() >= MOST_WRITES || !toFetch.isEmpty())) {
                    commit();
                }
            }
        }
    }

    /** Whatever was confirmed is so no more, also if the connection breaks while the target is emptied. */
    private void beginCopy() {
        startAt(Position.NONE);
        uncommitted.clear();
        readAnew.forget();
        target.empty();
        copier.begin();
    }

    private void endCopy(Position end) {
        if (position.equals(end)) {
            return; // it was committed, and the answer was lost
        }
        copier.end();
        reached = end;
        commit();
    }

    /** Writes what was taken, unless it is the middle of what belongs together. */
    void flush() {
        if (!together && reached.isBeyond(position)) {
            commit();
        }
    }

    private void plan(SourceChange change) {
        switch (change) {
            case Passed(var after) when after.isBeyond(reached) -> taken(change, after);
            case Written(var write, var after)
            when after.offset() > reached.offset() -> {
                plan(write, after);
                taken(change, after);
            }
            default -> {
                // the target has it
            }
        }
    }

    private void taken(SourceChange change, Position after) {
        uncommitted.add(change);
        reached = after;
    }

    private void plan(RedisCommand command, Position after) {
        switch (routing.of(after.database(), command)) {
            case Step.Nothing _ -> {}
            case Step.Apply(var write) -> apply(write, after);
            case Step.Divided(var writes) -> writes.forEach(write -> apply(write, after));
            case Step.Fetch(var keys) -> toFetch.addAll(keys);
            case Step.Together begin when begin == Step.Together.BEGIN -> together = true;
            case Step.Together _ -> together = false;
            case Step.Impossible(var why) ->
                throw new RedisFailure(Kind.NOT_UNDERSTOOD, source.connection().server(), why);
        }
    }

    /** A key that was read anew has everything up to the offset at which it was read. */
    private void apply(RedisCommand write, Position after) {
        var touched = KeyPlaces.of(write);
        if (target.takes(write)
                && touched.read().stream()
                        .map(index -> new Key(write.word(index)))
                        .noneMatch(key -> readAnew.mayHave(key, after) || toFetch.contains(key))) {
            pending.add(write);
            touched.written().forEach(index -> told.accept(new Key(write.word(index))));
            return;
        }
        for (var index : touched.written()) {
            var key = new Key(write.word(index));
            if (!readAnew.has(key, after)) {
                toFetch.add(key);
            }
        }
    }

    private void commit() {
        if (!toFetch.isEmpty()) {
            fetch();
        }
        target.apply(pending, reached, readAnew.underWay(reached.offset()));
        readAnew.found(reached.offset());
        figures.written.addAndGet(pending.size());
        pending.clear();
        uncommitted.clear();
        position = reached;
    }

    private void fetch() {
        var fetched = source.fetch(List.copyOf(toFetch));
        toFetch.clear();
        fetched.entries().forEach((key, entry) -> {
            pending.add(entry.map(Entry::restore).orElseGet(() -> RedisCommand.of("DEL", key.bytes())));
            told.accept(key);
        });
        readAnew.read(fetched.entries().keySet(), fetched.offset());
        figures.fetched.addAndGet(fetched.entries().size());
    }
}
