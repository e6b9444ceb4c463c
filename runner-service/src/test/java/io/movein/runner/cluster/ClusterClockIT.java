package io.movein.runner.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.movein.testkit.LoopbackServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The machine's clock may be wrong by any amount, or be moved: how long something waited is told by the cluster's. */
class ClusterClockIT {
    private final AtomicReference<Duration> wrongBy = new AtomicReference<>(Duration.ZERO);
    private final InstantSource wall = () -> Instant.now().plus(wrongBy.get());

    @AutoClose
    private final LoopbackServer server = new LoopbackServer(exchange -> LoopbackServer.status(exchange, 200));

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "P1D", "PT-2M", "P-1D"})
    void tellsTheApiServersTimeHoweverWrongThisMachinesClockIs(Duration wrong) throws IOException {
        wrongBy.set(wrong);
        var clock = new ClusterClock(wall);

        ask(clock);

        assertThat(clock.instant()).isCloseTo(Instant.now(), within(5, ChronoUnit.SECONDS));
        assertThat(clock.skew()).isCloseTo(wrong, Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "P1D", "PT-1H"})
    void aJumpOfThisMachinesClockMakesNothingOlder(Duration jump) throws IOException {
        var clock = new ClusterClock(wall);
        ask(clock);
        var before = clock.instant();

        wrongBy.set(jump);
        ask(clock);

        assertThat(Duration.between(before, clock.instant())).isBetween(Duration.ZERO, Duration.ofSeconds(5));
    }

    @Test
    void aJumpBeforeTheApiServerEverAnsweredMakesNothingOlderEither() {
        var clock = new ClusterClock(wall);
        var before = clock.instant();

        wrongBy.set(Duration.ofHours(1));

        assertThat(Duration.between(before, clock.instant())).isBetween(Duration.ZERO, Duration.ofSeconds(5));
    }

    private void ask(ClusterClock clock) throws IOException {
        var client = new OkHttpClient.Builder().addInterceptor(clock).build();
        var request = new Request.Builder().url(server.url() + "/version").build();
        try (var answer = client.newCall(request).execute()) {
            assertThat(answer.code()).isEqualTo(200);
        }
    }
}
