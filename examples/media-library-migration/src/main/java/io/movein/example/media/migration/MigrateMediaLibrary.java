package io.movein.example.media.migration;

import io.movein.example.media.Manifest;
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
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A migration process: Movein runs it once, as a Job, with its assignment in the environment and secrets in files. It tells
 * its progress on standard output, its termination message in a file, and its outcome by the exit code.
 */
public final class MigrateMediaLibrary {

    private static final int LONGEST_MESSAGE = 4096;
    private static final int STOPPED = 143;

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
            return migrate(Assignment.read(environment), terminationLog);
        } catch (Failure e) {
            say(terminationLog, String.valueOf(e.getMessage()));
            return e.kind().exitCode;
        } catch (InterruptedException e) {
            say(terminationLog, "interrupted");
            return 130;
        }
    }

    private int migrate(Assignment assignment, Optional<Path> terminationLog) throws Failure, InterruptedException {
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
            var done = copy(assignment, source, destination, manifest);
            if (done < total) {
                say(
                        terminationLog,
                        "stopped on request after %d of %d files; what was copied is complete".formatted(done, total));
                return STOPPED;
            }
            conclude(
                    terminationLog,
                    "%s %d files, every SHA-256 matches".formatted(assignment.dryRun() ? "read" : "copied", total),
                    done,
                    total);
            return 0;
        }
    }

    /** @return how many files are done */
    private int copy(Assignment assignment, Source source, Destination destination, Manifest manifest)
            throws Failure, InterruptedException {
        var pace = new Pace(assignment.bytesPerSecond());
        var commands = new Commands(assignment.control().orElse(Path.of("/dev/null")), pace);
        var progress = new Progress(
                out, assignment.dryRun() ? "check" : "copy", manifest.entries().size(), commands);
        try (var looks = Executors.newSingleThreadScheduledExecutor()) {
            var _ = looks.scheduleWithFixedDelay(() -> answer(commands, progress, pace), 0, 100, TimeUnit.MILLISECONDS);
            new Copy(assignment, source, destination, Journal.open(assignment), progress, pace, stop).run(manifest);
            looks.shutdownNow();
        }
        return progress.done();
    }

    /** One that is to stop does not wait to be told to continue. */
    private void answer(Commands commands, Progress progress, Pace pace) {
        if (commands.poll()) {
            progress.tell();
        }
        if (stop.get()) {
            pace.proceed();
        }
    }

    /** It has done all, whatever it is told by now, and says so. */
    private void conclude(Optional<Path> terminationLog, String summary, int done, int total) {
        out.println(summary);
        write(terminationLog, """
                {"movein":{"summary":"%s","complete":true,"checks":[{"check":"SHA-256","of":"files","source":"%d","target":"%d","match":%b}],"failedItems":0}}
                """.formatted(summary, total, done, done == total));
    }

    private void say(Optional<Path> terminationLog, String message) {
        out.println(message);
        write(terminationLog, message);
    }

    private void write(Optional<Path> terminationLog, String message) {
        try {
            if (terminationLog.isPresent()) {
                var bytes = message.getBytes(StandardCharsets.UTF_8);
                Files.write(terminationLog.get(), Arrays.copyOf(bytes, Math.min(bytes.length, LONGEST_MESSAGE)));
            }
        } catch (IOException e) {
            out.println("the termination message could not be written: " + e);
        }
    }
}
