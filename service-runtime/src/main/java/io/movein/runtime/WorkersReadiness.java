package io.movein.runtime;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;

/** Not ready while the service waits for what it needs at start, and while a worker gets nothing done. */
@Singleton
@Readiness
class WorkersReadiness implements HealthIndicator {
    private final Workers workers;

    WorkersReadiness(Workers workers) {
        this.workers = workers;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Publishers.just(result());
    }

    HealthResult result() {
        var waitsFor = workers.waitsFor();
        if (waitsFor != null) {
            return HealthResult.builder("progress", HealthStatus.DOWN)
                    .details(Map.of("waits for", waitsFor))
                    .build();
        }
        var ready =
                workers.started().stream().allMatch(worker -> worker.readiness().working());
        return HealthResult.builder("progress", ready ? HealthStatus.UP : HealthStatus.DOWN)
                .details(workers.describe(Worker::readiness))
                .build();
    }
}
