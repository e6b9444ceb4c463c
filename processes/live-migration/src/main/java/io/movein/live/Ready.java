package io.movein.live;

import io.movein.live.configuration.LivePlan;
import io.movein.process.ConfigurationProblem;
import io.movein.process.run.ProcessRun;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Whether a tenant can move, or each of its parts, and how long that takes. Writes nothing anywhere. */
final class Ready {

    private final ProcessRun<LivePlan> run;
    private final List<MigrationConfig> parts;

    Ready(ProcessRun<LivePlan> run, List<MigrationConfig> parts) {
        this.run = run;
        this.parts = parts;
    }

    List<ConfigurationProblem> problems(boolean taken) throws InterruptedException {
        var problems = new ArrayList<ConfigurationProblem>();
        for (var part : parts) {
            problems.addAll(readiness(part).check(taken));
        }
        if (problems.isEmpty()) {
            var strays = Strays.at(run.configuration(), parts.getFirst().source());
            strays.example()
                    .ifPresent(key -> problems.add(ConfigurationProblem.of(
                            "tenant.parts",
                            "%d keys belong to no part, such as '%s'".formatted(strays.count(), key),
                            "parts that cover all keys that begin with '%s'"
                                    .formatted(run.configuration().tenant().prefix()))));
        }
        return problems.stream().distinct().toList();
    }

    String estimate() throws InterruptedException {
        var readiness = readiness(parts.getFirst());
        var keys = 0L;
        var seconds = 0L;
        for (var part : parts) {
            readiness = readiness(part);
            readiness.check(false);
            keys += readiness.keys();
            seconds += readiness.estimatedSeconds();
        }
        run.progress().phase("count", "keys", OptionalLong.of(keys));
        run.progress().add(keys);
        return "%d keys of tenant '%s' would be copied in about %d s; %s; a round trip to the source takes %.1f ms; nothing was written"
                .formatted(
                        keys,
                        run.configuration().tenant().name(),
                        seconds,
                        parts.size() > 1
                                ? "%d parts, one after the other".formatted(parts.size())
                                : readiness
                                        .capacity()
                                        .map(TargetCapacity::words)
                                        .orElse(""),
                        readiness.roundTripMillis());
    }

    private Readiness readiness(MigrationConfig part) {
        return new Readiness(part, run.configuration().tenant().otherWriters());
    }
}
