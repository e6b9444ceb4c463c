package io.movein.review.platform;

import io.micrometer.core.instrument.MeterRegistry;
import io.movein.runtime.Health;
import io.movein.runtime.PeriodicWorker;
import io.movein.runtime.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says at the start, and in health for as long as it is so, that nobody knows where the cluster's pods and services have their addresses:
 * until somebody does, every request that wants to connect anywhere is refused.
 */
public final class ClusterRangesWatch extends PeriodicWorker {
    static final String UNKNOWN =
            "the cluster does not tell which addresses its pods and services have: requests with egress are refused until"
                    + " MOVEIN_CLUSTER_RANGES is set";
    private static final Logger LOG = LoggerFactory.getLogger(ClusterRangesWatch.class);
    private static final Duration INTERVAL = Duration.ofMinutes(5);

    private final FactsSource facts;
    private final InstantSource clock;
    private volatile @Nullable Instant unknownSince;

    public ClusterRangesWatch(FactsSource facts, InstantSource clock, MeterRegistry meters) {
        super("cluster ranges", Duration.ZERO, INTERVAL, meters);
        this.facts = facts;
        this.clock = clock;
    }

    @Override
    protected void check() {
        try {
            if (facts.areClusterRangesKnown()) {
                unknownSince = null;
            } else if (unknownSince == null) {
                LOG.warn(UNKNOWN);
                unknownSince = clock.instant();
            }
        } catch (FactsUnavailableException e) {
            LOG.info(
                    "whether the cluster tells its ranges is not known, asked again in {}: {}", INTERVAL, e.toString());
        }
    }

    @Override
    public Health health() {
        var looks = super.health();
        return looks.working() ? Health.up(unknownSince == null ? "known" : UNKNOWN) : looks;
    }

    @Override
    public List<Waiting> waiting() {
        var since = unknownSince;
        return since == null
                ? List.of()
                : List.of(new Waiting(
                        "every request with egress",
                        "cluster ranges",
                        since,
                        Duration.between(since, clock.instant()),
                        1,
                        UNKNOWN));
    }
}
