package io.movein.intake.redeliver;

import io.micrometer.core.instrument.MeterRegistry;
import io.movein.github.GitHubException;
import io.movein.github.WebhookDeliveries;
import io.movein.runtime.Health;
import io.movein.runtime.PeriodicWorker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks GitHub every so often which deliveries failed, and for each of them again: GitHub does not do that by itself. Only an
 * App can ask. Nothing depends on it, as the poll finds what was missed; it is sooner.
 */
public final class Redeliveries extends PeriodicWorker {
    private static final Logger LOG = LoggerFactory.getLogger(Redeliveries.class);
    /** GitHub forgets them after three days. */
    private static final Duration KEPT = Duration.ofDays(3);

    private final Optional<WebhookDeliveries> deliveries;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private volatile String last = "has not looked yet";

    /** @param deliveries empty: these credentials are no App's, and there is nothing to do */
    public Redeliveries(
            Optional<WebhookDeliveries> deliveries, Duration interval, InstantSource clock, MeterRegistry meters) {
        super("redeliveries", interval, meters);
        this.deliveries = deliveries;
        this.clock = clock;
        this.meters = meters;
    }

    @Override
    public void start() {
        if (deliveries.isEmpty()) {
            last = "needs the credentials of a GitHub App";
        } else {
            super.start();
        }
    }

    /** A look that failed is made again, and its absence costs minutes; one that hangs is worth a start. */
    @Override
    public Health health() {
        var looks = super.health();
        return looks.working() || deliveries.isEmpty() ? Health.up(last) : looks;
    }

    @Override
    protected void check() {
        deliveries.ifPresent(this::check);
    }

    private void check(WebhookDeliveries asked) {
        var now = clock.instant();
        try {
            var due = Due.of(asked.since(now.minus(KEPT)), now);
            for (var attempt : due) {
                asked.redeliver(attempt);
                meters.counter("movein.webhooks.redelivered").increment();
            }
            last = "looked at " + now + ", asked again for " + due.size();
            if (!due.isEmpty()) {
                LOG.info("asked GitHub to deliver {} webhooks again", due.size());
            }
        } catch (GitHubException e) {
            last = "failed at " + now + ": " + e.getMessage();
            LOG.warn("failed deliveries could not be asked for: {}", e.getMessage());
        } catch (RuntimeException | Error e) {
            last = "failed at " + now + ": " + e;
            throw e;
        }
    }
}
