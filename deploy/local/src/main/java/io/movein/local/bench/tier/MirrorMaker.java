package io.movein.local.bench.tier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Kafka's MirrorMaker 2 in a process of its own, which copies a whole topic, as it knows no tenants, and translates the positions of
 * consumer groups meanwhile. As it is by default, but that it looks each second for what it would look for each minute.
 */
final class MirrorMaker {

    /** As it is in the folder {@code bin} of Kafka's distribution. */
    static final String PROGRAM = "connect-mirror-maker.sh";

    /** As it names the copy of the shared topic. */
    static final String COPY = "source." + SharedTopic.NAME;

    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final Duration UNCHANGED = Duration.ofSeconds(15);
    private static final long LOOK_EVERY_MILLIS = 500;

    private final SharedTopic topic;
    private final Path folder;

    MirrorMaker(SharedTopic topic, Path folder) {
        this.topic = topic;
        this.folder = folder;
    }

    /**
     * Returns once everything is copied and nothing about the groups has changed for a while.
     *
     * @throws IllegalStateException if it has not copied everything in three minutes
     */
    void carryOver(List<String> groups) throws IOException, InterruptedException, ExecutionException {
        var log = folder.resolve("mirror-maker.log");
        var process = new ProcessBuilder(PROGRAM, settings(groups).toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            var until = System.nanoTime() + LONGEST.toNanos();
            awaitCopy(process, until, log);
            settle(groups, process, until, log);
        } finally {
            end(process);
        }
    }

    private void awaitCopy(Process process, long until, Path log)
            throws IOException, InterruptedException, ExecutionException {
        while (!topic.isAllIn(COPY)) {
            if (process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() - until > 0) {
                throw new IllegalStateException("%s ended, or has not copied topic %s in %d minutes: %s"
                        .formatted(PROGRAM, SharedTopic.NAME, LONGEST.toMinutes(), Files.readString(log)));
            }
        }
    }

    private void settle(List<String> groups, Process process, long until, Path log)
            throws IOException, InterruptedException, ExecutionException {
        var found = topic.committed(groups);
        var since = System.nanoTime();
        while (System.nanoTime() - since < UNCHANGED.toNanos() && System.nanoTime() - until < 0) {
            if (process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(
                        "%s ended with %d: %s".formatted(PROGRAM, process.exitValue(), Files.readString(log)));
            }
            var now = topic.committed(groups);
            if (!now.equals(found)) {
                found = now;
                since = System.nanoTime();
            }
        }
    }

    private Path settings(List<String> groups) throws IOException {
        var settings = Stream.of(
                "clusters = source, target",
                "source.bootstrap.servers = " + topic.address(false),
                "target.bootstrap.servers = " + topic.address(true),
                "source->target.enabled = true",
                "target->source.enabled = false",
                "topics = " + SharedTopic.NAME,
                "groups = " + String.join(",", groups),
                "sync.group.offsets.enabled = true",
                "sync.group.offsets.interval.seconds = 1",
                "emit.checkpoints.interval.seconds = 1",
                "emit.heartbeats.enabled = false",
                "replication.factor = 1",
                "offset-syncs.topic.replication.factor = 1",
                "checkpoints.topic.replication.factor = 1",
                "heartbeats.topic.replication.factor = 1",
                "config.storage.replication.factor = 1",
                "offset.storage.replication.factor = 1",
                "status.storage.replication.factor = 1");
        return Files.write(folder.resolve("mirror-maker.properties"), settings.toList());
    }

    /** A script may have started it without becoming it. */
    private static void end(Process process) throws InterruptedException {
        var all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            all.forEach(ProcessHandle::destroyForcibly);
            process.waitFor();
        }
    }
}
