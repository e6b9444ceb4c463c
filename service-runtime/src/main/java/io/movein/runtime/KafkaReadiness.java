package io.movein.runtime;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.reactivestreams.Publisher;

/** Not ready while Kafka does not answer; a restart would not help, so it does not count for liveness. */
@Singleton
@Readiness
class KafkaReadiness implements HealthIndicator {
    private static final int LIMIT_MS = 2_000;

    private final KafkaSettings settings;
    private final KeptAdmin admin;

    KafkaReadiness(KafkaSettings settings) {
        this.settings = settings;
        this.admin = new KeptAdmin(this::config);
    }

    private Map<String, Object> config() {
        var config = settings.client();
        config.put("default.api.timeout.ms", LIMIT_MS);
        config.put("request.timeout.ms", LIMIT_MS);
        return config;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Publishers.fromCompletableFuture(
                () -> CompletableFuture.supplyAsync(this::result, Thread::startVirtualThread));
    }

    HealthResult result() {
        try {
            admin.get().describeCluster().clusterId().get(LIMIT_MS, TimeUnit.MILLISECONDS);
            return result(HealthStatus.UP, "answers at " + settings);
        } catch (ExecutionException e) {
            return failed(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            return failed(e);
        } catch (KafkaException e) {
            return result(HealthStatus.DOWN, settings + " cannot be reached: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return result(HealthStatus.DOWN, "interrupted");
        }
    }

    private HealthResult failed(Throwable cause) {
        admin.forget();
        if (cause instanceof AuthenticationException) {
            return result(HealthStatus.DOWN, settings + " and we do not know each other: " + Causes.text(cause));
        }
        return result(HealthStatus.DOWN, "no answer from " + settings + " within " + LIMIT_MS + " ms");
    }

    private static HealthResult result(HealthStatus status, String detail) {
        return HealthResult.builder("kafka", status)
                .details(Map.of("detail", detail))
                .build();
    }

    @PreDestroy
    void close() {
        admin.close();
    }
}
