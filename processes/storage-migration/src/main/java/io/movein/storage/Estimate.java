package io.movein.storage;

import io.movein.process.items.Counts;
import io.movein.process.run.ProcessRun;
import io.movein.storage.catalogue.Outside;
import io.movein.storage.configuration.StoragePlan;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The words of a dry-run: how many, how large, how long, how much goes over the wire. */
record Estimate(ProcessRun<StoragePlan> run, List<Outside> outside, Duration answer) {

    /** Assumed where the plan has no rate. */
    private static final long BYTES_PER_SECOND = 50L * 1024 * 1024;
    /** To the two sides and the catalogue for one artifact. */
    private static final int REQUESTS = 6;

    String summary() {
        var counts = run.journal().counts();
        run.figures().put("bySourceAndPurpose", byGroup());
        run.figures().put("seconds", duration(counts).toSeconds());
        run.figures().put("egressBytes", 2 * counts.totalBytes());
        return "dry-run: %d artifacts, %s; about %s at %s and %d workers; egress %s from the sources and %s from '%s', since everything is read back; %s%s"
                .formatted(
                        counts.total(),
                        size(counts.totalBytes()),
                        words(duration(counts)),
                        size(rate()) + "/s",
                        run.pace().now().workers(),
                        size(counts.totalBytes()),
                        size(counts.totalBytes()),
                        run.configuration().target(),
                        groups(),
                        outside(outside));
    }

    private Duration duration(Counts counts) {
        var transfer = 2 * counts.totalBytes() / (double) rate();
        var waiting = counts.total()
                * REQUESTS
                * answer.toMillis()
                / 1000.0
                / run.pace().now().workers();
        var requests = run.pace().now().requestsPerSecond().isEmpty()
                ? 0
                : counts.total()
                        * REQUESTS
                        / (double) run.pace().now().requestsPerSecond().getAsLong();
        return Duration.ofSeconds((long) Math.ceil(Math.max(transfer + waiting, requests)));
    }

    private long rate() {
        return run.pace().now().bytesPerSecond().orElse(BYTES_PER_SECOND);
    }

    private TreeMap<String, Object> byGroup() {
        var all = new TreeMap<String, Object>();
        run.journal()
                .countsByGroup()
                .forEach((group, counts) ->
                        all.put(group, java.util.Map.of("artifacts", counts.total(), "bytes", counts.totalBytes())));
        return all;
    }

    private String groups() {
        return run.journal().countsByGroup().entrySet().stream()
                .map(group -> "%s: %d, %s"
                        .formatted(
                                group.getKey(),
                                group.getValue().total(),
                                size(group.getValue().totalBytes())))
                .collect(Collectors.joining("; "));
    }

    /** Empty, or a sentence that says that the bindings are not empty afterwards. */
    static String outside(List<Outside> outside) {
        return outside.stream()
                .collect(Collectors.groupingBy(Outside::binding, TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(binding -> "; outside the plan, %d artifacts of %d purposes (%s) are still in '%s'"
                        .formatted(
                                binding.getValue().stream()
                                                .mapToLong(Outside::artifacts)
                                                .sum(),
                                        binding.getValue().size(),
                                binding.getValue().stream()
                                                .map(Outside::purpose)
                                                .collect(Collectors.joining(", ")),
                                        binding.getKey()))
                .collect(Collectors.joining());
    }

    static String size(long bytes) {
        if (bytes == 0) {
            return "0 B";
        }
        var unit = Math.min(4, (63 - Long.numberOfLeadingZeros(bytes)) / 10);
        return unit == 0 ? bytes + " B" : "%.1f %siB".formatted(bytes / Math.pow(1024, unit), "KMGT".charAt(unit - 1));
    }

    private static String words(Duration duration) {
        return duration.toHours() > 0
                ? "%d h %d min".formatted(duration.toHours(), duration.toMinutesPart())
                : duration.toMinutes() > 0
                        ? "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart())
                        : duration.toSeconds() + " s";
    }
}
