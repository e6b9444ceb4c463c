package io.movein.store.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.store.search.SearchFailure.Kind;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PointKeeperTest {

    private static final Duration KEPT = Duration.ofMillis(30);

    private final AtomicInteger touched = new AtomicInteger();

    @Test
    void keepsAPointInTimeOverAPauseAndWhileItIsReadSlowly() throws Exception {
        for (var paused : new boolean[] {true, false}) {
            var three = new CountDownLatch(3);
            try (var _ = PointKeeper.start(three::countDown, KEPT, () -> paused)) {
                assertThat(three.await(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void letsGoOfItWhereThePauseLastsTooLong() throws Exception {
        try (var keeper = PointKeeper.start(touched::incrementAndGet, KEPT, () -> true, Duration.ZERO)) {
            assertThat(keeper.ends(Duration.ofSeconds(30))).isTrue();
        }

        assertThat(touched).hasValue(0);
    }

    @Test
    void leavesItToTheReaderToFindOutThatItIsLost() throws Exception {
        var lost = new SearchFailure("search source", Kind.POINT_LOST, "gone");
        PointKeeper.Touch touch = () -> {
            touched.incrementAndGet();
            throw lost;
        };

        try (var keeper = PointKeeper.start(touch, KEPT, () -> false)) {
            assertThat(keeper.ends(Duration.ofSeconds(30))).isTrue();
        }

        assertThat(touched).hasValue(1);
    }
}
