package io.movein.runtime;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Liveness;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;

/** A service whose worker is dead or stuck looks healthy to everyone but this; a restart helps, so it counts for liveness. */
@Singleton
@Liveness
class WorkersHealth implements HealthIndicator {
    private final Workers workers;

    WorkersHealth(Workers workers) {
        this.workers = workers;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Publishers.just(result());
    }

    HealthResult result() {
        var working =
                workers.started().stream().allMatch(worker -> worker.health().working());
        return HealthResult.builder("workers", working ? HealthStatus.UP : HealthStatus.DOWN)
                .details(workers.describe(Worker::health))
                .build();
    }
}
