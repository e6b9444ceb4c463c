package io.movein.tier.configuration;

import io.movein.process.ConfigurationProblem;
import io.movein.process.configuration.DataSize;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The time after the switch in which the tenant can go back with everything that it wrote.
 *
 * @param keep      how long that is
 * @param gap       numbers of each sequence that are left for the shared database
 * @param limit     that opening it, the last changes and each lock may take
 * @param size      of the dedicated server's log that the slot may keep
 * @param keysApart tables whose keys are given out by no sequence and never meet
 */
public record WayBackPlan(Duration keep, long gap, Duration limit, DataSize size, List<String> keysApart) {

    void addTo(List<ConfigurationProblem> problems, TierPlan plan) {
        if (plan.postgresql() == null) {
            problems.add(ConfigurationProblem.of("wayBack", "no postgresql", "it, as rows alone go back"));
        }
        if (plan.postgresql() != null && !plan.postgresql().rename().isNone()) {
            problems.add(ConfigurationProblem.of(
                    "wayBack",
                    "postgresql.rename in the plan, and replication finds tables by names that are the same on both sides",
                    "one of the two"));
        }
        stays(problems, "objects", plan.objects());
        stays(problems, "kafka", plan.kafka());
        stays(problems, "search", plan.search());
    }

    private static void stays(List<ConfigurationProblem> problems, String store, @Nullable Object planned) {
        if (planned != null) {
            problems.add(ConfigurationProblem.of(
                    "wayBack",
                    "%s in the plan, where nothing that is written after the switch goes back".formatted(store),
                    "a plan of the database alone, or none with a way back"));
        }
    }
}
