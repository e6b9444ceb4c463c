package io.movein.store.redis;

import io.movein.store.redis.RedisFailure.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;

/**
 * Writes the keys of a snapshot, several batches at a time without waiting for each one's answer. Each answer is matched to its key.
 * A batch whose answers were lost is sent again: each key is written whole, whatever was there.
 */
final class Copier {

    /** How fast, and who hears of it. */
    interface Pace {
        /** Waits until so many bytes may be sent. */
        void take(long bytes) throws InterruptedException;
    }

    private record Batch(List<Key> keys, List<RedisCommand> writes, long bytes) {}

    private record InFlight(Batch batch, Connection.Sent sent) {}

    private final int keysAtOnce;
    private final long part;
    private final IntSupplier parallel;
    private final Pace pace;
    private final CopyFigures figures;
    private final BiConsumer<Key, String> refused;
    private final Deque<InFlight> inFlight = new ArrayDeque<>();
    private List<Key> keys = new ArrayList<>();
    private List<RedisCommand> writes = new ArrayList<>();
    private long bytes;
    private Target target;

    /**
     * @param part     bytes; larger keys are written in parts, and a batch is not larger
     * @param parallel batches in flight
     * @param refused  told of a key that the target did not take, with its answer
     */
    Copier(
            Target target,
            int keysAtOnce,
            long part,
            IntSupplier parallel,
            Pace pace,
            CopyFigures figures,
            BiConsumer<Key, String> refused) {
        this.target = target;
        this.keysAtOnce = keysAtOnce;
        this.part = part;
        this.parallel = parallel;
        this.pace = pace;
        this.figures = figures;
        this.refused = refused;
    }

    void begin() {
        inFlight.clear();
        start();
    }

    void copy(Entry entry) throws InterruptedException {
        pace.take(entry.bytes());
        if (Parts.needed(entry, part)) {
            send();
            // one after the other: their order matters
            Parts.of(entry, part, write -> add(entry.key(), write, write.bytes()));
            send();
        } else {
            add(entry.key(), entry.restore(), entry.bytes());
            if (keys.size() >= keysAtOnce || bytes >= part) {
                send();
            }
        }
        figures.copied.incrementAndGet();
        figures.copiedBytes.addAndGet(entry.bytes());
    }

    private void add(Key key, RedisCommand write, long size) {
        keys.add(key);
        writes.add(write);
        bytes += size;
    }

    /** Everything was taken or refused. */
    void end() {
        send();
        while (!inFlight.isEmpty()) {
            settle();
        }
    }

    private void send() {
        if (keys.isEmpty()) {
            return;
        }
        while (inFlight.size() >= Math.max(1, parallel.getAsInt())) {
            settle();
        }
        var batch = new Batch(keys, writes, bytes);
        inFlight.add(new InFlight(batch, target.begin(batch.writes)));
        start();
    }

    private void start() {
        keys = new ArrayList<>();
        writes = new ArrayList<>();
        bytes = 0;
    }

    private void settle() {
        var oldest = inFlight.element();
        var replies = target.end(oldest.sent);
        inFlight.remove();
        for (var i = 0; i < replies.size(); i++) {
            if (replies.get(i) instanceof Reply.Refused(var message)) {
                if (RedisFailure.tellsThatSlotsMoved(message)) {
                    throw target.connection().refused(message);
                }
                if (message.startsWith("NOPERM") || message.startsWith("OOM") || message.startsWith("READONLY")) {
                    throw new RedisFailure(
                            Kind.REFUSED_BY_TARGET,
                            target.connection().server(),
                            "key '%s' was refused: %s".formatted(oldest.batch.keys.get(i), message));
                }
                refused.accept(oldest.batch.keys.get(i), message);
            }
        }
    }

    /** What was in flight is sent again. */
    void reconnected(Target again) {
        target = again;
        var sentAgain = inFlight.stream()
                .map(lost -> new InFlight(lost.batch, target.begin(lost.batch.writes)))
                .toList();
        inFlight.clear();
        inFlight.addAll(sentAgain);
    }
}
