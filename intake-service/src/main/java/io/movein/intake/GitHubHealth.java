package io.movein.intake;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import java.util.Optional;
import org.reactivestreams.Publisher;

/**
 * Whether GitHub answered when it was last asked. Shown in the health, and not in liveness or readiness: webhooks are safe
 * without GitHub's API, and a restart would not bring it back.
 */
final class GitHubHealth implements HealthIndicator {

  private volatile Optional<String> trouble = Optional.empty();

  /** Empty: it answered. */
  void heard(Optional<String> news) {
    trouble = news;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    var known = trouble;
    var result = HealthResult.builder("github", known.isEmpty() ? HealthStatus.UP : HealthStatus.DOWN);
    known.ifPresent(result::details);
    return Publishers.just(result.build());
  }
}
