package io.movein.review.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.Facts;
import io.movein.model.PoolFacts;
import io.movein.review.Given;
import java.time.Clock;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ClusterRangesWatchTest {
    private boolean known;
    private final ClusterRangesWatch watch =
            new ClusterRangesWatch(new Source(), Clock.fixed(Given.NOON, ZoneOffset.UTC));

    @Test
    void saysInHealthWhatIsRefusedForAsLongAsTheRangesAreNotKnown() {
        watch.look();

        assertThat(watch.health().detail()).contains("refused until MOVEIN_CLUSTER_RANGES is set");
        assertThat(watch.waiting())
                .singleElement()
                .satisfies(it -> assertThat(it.since()).isEqualTo(Given.NOON));

        known = true;
        watch.look();
        assertThat(watch.waiting()).isEmpty();
        assertThat(watch.health().detail()).isEqualTo("known");
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
            return known;
        }
    }
}
