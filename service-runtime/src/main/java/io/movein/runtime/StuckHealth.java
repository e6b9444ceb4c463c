package io.movein.runtime;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import org.reactivestreams.Publisher;

/**
 * What is stuck: which migration, since when and why. It concerns some migrations and not the service, so it makes the health DEGRADED,
 * which answers 200: nothing is restarted for it, and no webhook is turned away.
 */
@Singleton
class StuckHealth implements HealthIndicator {
    /** Between UP, which has no severity, and DOWN, which has 1000. */
    private static final HealthStatus DEGRADED = new HealthStatus("DEGRADED", "something is stuck", null, 500);

    private static final int SHOWN = 20;

    private final Workers workers;

    StuckHealth(Workers workers) {
        this.workers = workers;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Publishers.just(result());
    }

    HealthResult result() {
        var stuck = workers.stuck();
        return HealthResult.builder("stuck", stuck.isEmpty() ? HealthStatus.UP : DEGRADED)
                .details(Map.of(
                        "count",
                        stuck.size(),
                        "oldest",
                        stuck.stream().limit(SHOWN).map(StuckHealth::details).toList()))
                .build();
    }

    private static Map<String, Object> details(Waiting waiting) {
        var details = new LinkedHashMap<String, Object>();
        details.put("migration", waiting.what());
        details.put("where", waiting.where());
        details.put("since", waiting.since().toString());
        details.put("attempts", waiting.attempts());
        details.put("why", waiting.why());
        return details;
    }
}
