package io.movein.intake;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import java.util.Optional;
import org.reactivestreams.Publisher;

/**
 * Whether GitHub answered when it was last asked. Its absence does not make the service unready or unhealthy: webhooks are
 * safe without GitHub's API, a restart would not bring it back, and an unready service would lose them.
 */
final class GitHubHealth implements HealthIndicator {

    /** Operational: only DOWN is answered with 503. */
    private static final HealthStatus DEGRADED = new HealthStatus("DEGRADED", "GitHub does not answer", true, null);

    private volatile Optional<String> trouble = Optional.empty();

    /** Empty: it answered. */
    void heard(Optional<String> news) {
        trouble = news;
    }

    boolean isReachable() {
        return trouble.isEmpty();
    }

    @Override
    public Publisher<HealthResult> getResult() {
        var known = trouble;
        var result = HealthResult.builder("github", known.isEmpty() ? HealthStatus.UP : DEGRADED);
        known.ifPresent(result::details);
        return Publishers.just(result.build());
    }
}
