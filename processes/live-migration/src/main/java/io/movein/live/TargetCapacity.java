package io.movein.live;

import io.movein.process.ConfigurationProblem;
import io.movein.store.redis.Connection;
import io.movein.store.redis.Key;
import io.movein.store.redis.Masters;
import io.movein.store.redis.RedisCommand;
import io.movein.store.redis.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a migration takes and what there is, of all masters of a side together.
 *
 * @param keys             of the tenant, at the source
 * @param bytes            that the tenant's keys take at the source, about, from a sample
 * @param free             bytes that the target may still take; none where it has no limit
 * @param writtenPerSecond bytes of the source's stream; at most, where it never had a replica
 * @param buffer           bytes that the source keeps for a replica that is behind before it drops the link; 0: no limit
 */
public record TargetCapacity(long keys, long bytes, Optional<Long> free, long writtenPerSecond, long buffer) {

    private static final int SAMPLE = 1000;
    private static final long LOOK_MILLISECONDS = 250;

    private static final class Found {
        final List<Key> some = new ArrayList<>();
        long keys;
    }

    static TargetCapacity of(Masters source, Masters target) throws InterruptedException {
        var found = new LinkedHashMap<Connection, Found>();
        source.forEach(master -> found.put(master, new Found()));
        source.scan((master, keys) -> {
            var at = Objects.requireNonNull(found.get(master));
            at.keys += keys.size();
            if (at.some.size() < SAMPLE) {
                at.some.addAll(keys);
            }
        });
        var free = new ArrayList<Optional<Long>>();
        target.forEach(master -> free.add(free(master)));
        var bytes = 0L;
        var written = 0L;
        for (var at : found.entrySet()) {
            bytes += at.getValue().keys * average(at.getKey(), at.getValue().some);
            written += writtenPerSecond(at.getKey());
        }
        return new TargetCapacity(
                found.values().stream().mapToLong(at -> at.keys).sum(),
                bytes,
                free.stream().reduce(Optional.of(0L), TargetCapacity::together),
                written,
                found.keySet().stream().mapToLong(TargetCapacity::buffer).min().orElse(0));
    }

    /** No limit at one is none at all. */
    private static Optional<Long> together(Optional<Long> one, Optional<Long> other) {
        return one.flatMap(some -> other.map(more -> some + more));
    }

    private static long average(Connection source, List<Key> some) {
        var writes = some.stream()
                .limit(SAMPLE)
                .map(key -> RedisCommand.of("MEMORY", "USAGE", key.bytes()))
                .toList();
        return writes.isEmpty()
                ? 0
                : (long) source.send(writes).stream()
                        .mapToLong(reply -> reply instanceof Reply.Value(Long bytes) ? bytes : 0)
                        .average()
                        .orElse(0);
    }

    private static Optional<Long> free(Connection target) {
        var most = Long.parseLong(target.info("memory", "maxmemory"));
        return most == 0 ? Optional.empty() : Optional.of(most - Long.parseLong(target.info("memory", "used_memory")));
    }

    private static long writtenPerSecond(Connection source) throws InterruptedException {
        // a server that never had a replica keeps no stream, whatever is written there; what comes in is more than
        // that, never less
        var streams = source.info("replication", "repl_backlog_active").equals("1");
        var section = streams ? "replication" : "stats";
        var counter = streams ? "master_repl_offset" : "total_net_input_bytes";
        var before = Long.parseLong(source.info(section, counter));
        var begun = System.nanoTime();
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLISECONDS);
        var more = Long.parseLong(source.info(section, counter)) - before;
        return more * TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - begun);
    }

    /** Of {@code normal 0 0 0 slave 268435456 67108864 60 pubsub …}: the second is the limit at once. */
    private static long buffer(Connection source) {
        var setting = Reply.text(source.list("CONFIG", "GET", "client-output-buffer-limit")
                        .get(1))
                .split(" ");
        for (var i = 0; i + 1 < setting.length; i++) {
            if (setting[i].equals("slave") || setting[i].equals("replica")) {
                return Long.parseLong(setting[i + 1]);
            }
        }
        return 0;
    }

    public List<ConfigurationProblem> problems() {
        var problems = new ArrayList<ConfigurationProblem>();
        if (free.isPresent() && free.get() < bytes) {
            problems.add(ConfigurationProblem.of(
                    "target",
                    "%d MiB are free and the tenant's keys take about %d MiB".formatted(free.get() >> 20, bytes >> 20),
                    "more: raise its maxmemory"));
        }
        return problems;
    }

    /** What whoever plans it should know. */
    String words() {
        return "they take about %d MiB; %d KiB/s are written at the source%s"
                .formatted(
                        bytes >> 20,
                        writtenPerSecond >> 10,
                        buffer == 0 || writtenPerSecond == 0
                                ? ""
                                : ", of which its buffer for a replica holds %d s"
                                        .formatted(buffer / writtenPerSecond));
    }
}
