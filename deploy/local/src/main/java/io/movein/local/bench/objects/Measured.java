package io.movein.local.bench.objects;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process from its start to its end.
 *
 * @param processor time of it; zero where the system does not tell
 * @param peak      of its resident memory in bytes; 0 where the system does not tell
 */
public record Measured(Duration took, Duration processor, long peak) {

    private static final long LOOK_EVERY_MILLIS = 20;

    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** @throws IllegalStateException if it does not end with 0, or not in five minutes; the log has why */
    public static Measured of(ProcessBuilder builder, Path log) throws IOException, InterruptedException {
        var began = System.nanoTime();
        var process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        var peak = 0L;
        var processor = Duration.ZERO;
        try {
            while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                peak = Math.max(peak, peakOf(process.pid()));
                processor = process.info().totalCpuDuration().orElse(processor);
                if (System.nanoTime() - began > LONGEST.toNanos()) {
                    throw new IllegalStateException("%s did not finish in %d minutes: %s"
                            .formatted(builder.command().getFirst(), LONGEST.toMinutes(), Files.readString(log)));
                }
            }
        } finally {
            process.destroy();
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException("%s ended with %d: %s"
                    .formatted(builder.command().getFirst(), process.exitValue(), Files.readString(log)));
        }
        return new Measured(Duration.ofNanos(System.nanoTime() - began), processor, peak);
    }

    /**
     * Of a ready-made process as in a Job: without arguments, told all by its environment.
     *
     * @param folder has its secrets, and gets its state and its log
     */
    public static Measured ofJob(List<String> command, Path plan, Path folder, String log)
            throws IOException, InterruptedException {
        var program = new ProcessBuilder(command);
        program.environment()
                .putAll(Map.of(
                        "MOVEIN_MODE",
                        "live",
                        "MOVEIN_CONFIG",
                        plan.toString(),
                        "MOVEIN_SECRETS",
                        folder.resolve("secrets").toString(),
                        "MOVEIN_STATE",
                        Files.createTempDirectory(folder, "state").toString()));
        return of(program, folder.resolve(log));
    }

    private static long peakOf(long pid) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | RuntimeException endedOrNotLinux) {
            return 0;
        }
    }

    /** Of work in this process, whose own costs would say nothing. */
    public static Measured here(Runnable work) {
        var began = System.nanoTime();
        work.run();
        return new Measured(Duration.ofNanos(System.nanoTime() - began), Duration.ZERO, 0);
    }

    Measured and(Measured other) {
        return new Measured(took.plus(other.took), processor.plus(other.processor), Math.max(peak, other.peak));
    }

    public double seconds() {
        return took.toMillis() / 1000.0;
    }

    public String costs() {
        return peak == 0
                ? ""
                : String.format(Locale.ROOT, "%.1f s of CPU, peak %d MiB", processor.toMillis() / 1000.0, peak >> 20);
    }
}
