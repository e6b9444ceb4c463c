package io.movein.runtime;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Liveness;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.reactivestreams.Publisher;

/** A service whose worker is dead or stuck looks healthy to everyone but this; a restart helps, so it counts for liveness. */
@Singleton
@Liveness
class WorkersHealth implements HealthIndicator {
    private final List<Worker> workers;

    WorkersHealth(List<Worker> workers) {
        this.workers = workers;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Publishers.just(result());
    }

    HealthResult result() {
        var details = new LinkedHashMap<String, Map<String, Object>>();
        var working = true;
        for (var worker : workers) {
            var health = worker.health();
            working &= health.working();
            details.put(worker.name(), Map.of("status", health.working() ? "UP" : "DOWN", "detail", health.detail()));
        }
        return HealthResult.builder("workers", working ? HealthStatus.UP : HealthStatus.DOWN)
                .details(details)
                .build();
    }
}
