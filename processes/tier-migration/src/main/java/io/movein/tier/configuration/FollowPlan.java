package io.movein.tier.configuration;

import io.movein.process.ConfigurationProblem;
import io.movein.process.configuration.DataSize;
import java.time.Duration;
import java.util.List;

/**
 * How a tenant's rows are followed.
 *
 * @param patience that the slot may wait for transactions to end, and a comparison for its position
 * @param maxLag   that the target may be behind when the tenant is frozen
 * @param limit    that the rest may take then
 * @param hold     that a comparison may make those wait who write to the tables at the source
 */
public record FollowPlan(Duration patience, DataSize maxLag, Duration limit, Duration hold) {

    private static final Duration SHORTEST = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    void addTo(List<ConfigurationProblem> problems) {
        if (hold.compareTo(SHORTEST) < 0 || hold.compareTo(LONGEST) > 0) {
            problems.add(ConfigurationProblem.of(
                    "follow.hold", hold.toMillis() + "ms", "from 20ms to 10s, as everybody's writes wait that long"));
        }
    }
}
