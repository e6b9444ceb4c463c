package io.movein.review.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.model.Facts;
import io.movein.model.PoolFacts;
import io.movein.review.Given;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClusterRangesWatchTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private volatile @Nullable Error error;
    private boolean known;
    private final ClusterRangesWatch watch =
            new ClusterRangesWatch(new Source(), Clock.fixed(Given.NOON, ZoneOffset.UTC), meters);

    @Test
    void saysInHealthWhatIsRefusedForAsLongAsTheRangesAreNotKnown() {
        watch.check();

        assertThat(watch.health().detail()).contains("refused until MOVEIN_CLUSTER_RANGES is set");
        assertThat(watch.waiting())
                .singleElement()
                .satisfies(it -> assertThat(it.since()).isEqualTo(Given.NOON));

        known = true;
        watch.check();
        assertThat(watch.waiting()).isEmpty();
        assertThat(watch.health().detail()).isEqualTo("known");
    }

    @Test
    void outlivesAnErrorOfItsOwnAndCountsIt() {
        error = new StackOverflowError("deep");

        watch.start();
        var faults = meters.counter("movein.own.faults", "worker", "cluster ranges");
        var until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (faults.count() == 0) {
            assertThat(System.nanoTime()).as("the first look").isLessThan(until);
            Thread.onSpinWait();
        }

        assertThat(watch.health().working()).isTrue();
        watch.stop();
    }

    private final class Source implements FactsSource {
        @Override
        public Facts gather(Question question) {
            throw new AssertionError("not asked");
        }

        @Override
        public PoolFacts pool() {
            throw new AssertionError("not asked");
        }

        @Override
        public boolean areClusterRangesKnown() {
            if (error != null) {
                throw error;
            }
            return known;
        }
    }
}
