package io.movein.intake.redeliver;

import io.micrometer.core.instrument.MeterRegistry;
import io.movein.github.GitHubException;
import io.movein.github.WebhookDeliveries;
import io.movein.runtime.Health;
import io.movein.runtime.Worker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks GitHub every so often which deliveries failed, and for each of them again: GitHub does not do that by itself. Only an
 * App can ask. Nothing depends on it, as the poll finds what was missed; it is sooner.
 */
public final class Redeliveries implements Worker {

    private static final Logger LOG = LoggerFactory.getLogger(Redeliveries.class);
    /** GitHub forgets them after three days. */
    private static final Duration KEPT = Duration.ofDays(3);

    private final Optional<WebhookDeliveries> deliveries;
    private final Duration interval;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable Thread thread;
    private volatile String last = "has not looked yet";

    /** @param deliveries empty: these credentials are no App's, and there is nothing to do */
    public Redeliveries(
            Optional<WebhookDeliveries> deliveries, Duration interval, InstantSource clock, MeterRegistry meters) {
        this.deliveries = deliveries;
        this.interval = interval;
        this.clock = clock;
        this.meters = meters;
    }

    @Override
    public String name() {
        return "redeliveries";
    }

    @Override
    public void start() {
        if (deliveries.isEmpty()) {
            last = "needs the credentials of a GitHub App";
            return;
        }
        var asked = deliveries.get();
        thread = Thread.ofVirtual().name("redeliveries").start(() -> run(asked));
    }

    @Override
    public void stop() {
        stopping.countDown();
        var running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Its absence costs minutes, no more. */
    @Override
    public Health health() {
        return Health.up(last);
    }

    private void run(WebhookDeliveries asked) {
        try {
            while (!stopping.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                look(asked);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void look(WebhookDeliveries asked) {
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
        } catch (RuntimeException e) {
            last = "failed at " + now + ": " + e;
            LOG.error("the look at failed deliveries failed in a way that nobody thought of", e);
        }
    }
}
