package io.movein.example.media.migration;

import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A migration process: Movein runs it once, as a Job, with its assignment in the environment and secrets in files. It tells
 * its progress on standard output, its last words in the termination log, and its outcome by the exit code.
 */
public final class MigrateMediaLibrary {

    private static final int MOST_LAST_WORDS = 4096;

    private final PrintStream out;
    private final AtomicBoolean stop;

    MigrateMediaLibrary(PrintStream out, AtomicBoolean stop) {
        this.out = out;
        this.stop = stop;
    }

    public static void main(String[] arguments) {
        var stop = new AtomicBoolean();
        var finished = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAtASafePoint(stop, finished)));
        var exitCode = new MigrateMediaLibrary(System.out, stop).run(System.getenv());
        finished.countDown();
        System.exit(exitCode);
    }

    /** SIGTERM: the files that are being copied are finished, no other is begun. */
    private static void stopAtASafePoint(AtomicBoolean stop, CountDownLatch finished) {
        stop.set(true);
        try {
            finished.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int run(Map<String, String> environment) {
        var terminationLog =
                Optional.ofNullable(environment.get("MOVEIN_TERMINATION_LOG")).map(Path::of);
        try {
            var lastWords = migrate(Assignment.read(environment));
            say(terminationLog, lastWords);
            return 0;
        } catch (Failure e) {
            say(terminationLog, e.getMessage());
            return e.kind().exitCode;
        } catch (InterruptedException e) {
            say(terminationLog, "interrupted");
            return 130;
        }
    }

    private String migrate(Assignment assignment) throws Failure, InterruptedException {
        out.println("media library: " + assignment);
        try (var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build()) {
            var source = new Source(http, assignment.oldHost(), assignment.oldHostToken());
            var destination = new Destination(http, assignment.storage(), assignment.storageToken());
            destination.check();
            var manifest = source.manifest();
            var total = manifest.entries().size();
            var progress = new Progress(out, assignment.dryRun() ? "check" : "copy", total);
            new Copy(assignment, source, destination, Journal.open(assignment), progress, stop).run(manifest);
            if (progress.done() < total) {
                return "stopped on request after %d of %d files; what was copied is complete"
                        .formatted(progress.done(), total);
            }
            return "%s %d files, every SHA-256 matches".formatted(assignment.dryRun() ? "read" : "copied", total);
        }
    }

    private void say(Optional<Path> terminationLog, String lastWords) {
        out.println(lastWords);
        try {
            if (terminationLog.isPresent()) {
                var bytes = lastWords.getBytes(StandardCharsets.UTF_8);
                Files.write(terminationLog.get(), Arrays.copyOf(bytes, Math.min(bytes.length, MOST_LAST_WORDS)));
            }
        } catch (IOException e) {
            out.println("the last words could not be written: " + e);
        }
    }
}
