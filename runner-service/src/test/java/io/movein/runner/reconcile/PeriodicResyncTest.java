package io.movein.runner.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.runner.InMemoryCluster;
import io.movein.runtime.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the resync says of itself while the cluster does not let it look, and when nobody makes it look any more. */
class PeriodicResyncTest {
    private final InMemoryCluster cluster = new InMemoryCluster(() -> Instant.EPOCH);
    private final AtomicLong now = new AtomicLong();
    private final PeriodicResync resync =
            new PeriodicResync(new Resync(cluster), (_, _) -> {}, Duration.ofMinutes(1), now::get, _ -> {});

    @AfterEach
    void stop() {
        resync.stop();
    }

    @Test
    void isReadyWhileItLooksAndBeforeItsFirstLookIsLate() {
        assertThat(resync.readiness()).isEqualTo(Health.up("last resync 0 s ago"));

        lookAfter(Duration.ofMinutes(3));

        assertThat(resync.readiness()).isEqualTo(Health.up("last resync 0 s ago"));
    }

    @Test
    void isNotReadyWhileTheClusterIsAwayButANewStartWouldNotHelp() {
        cluster.isAwayFor(call -> call.startsWith("list"));

        lookAfter(Duration.ofMinutes(3));
        var inTime = resync.readiness();
        lookAfter(Duration.ofMinutes(1));

        assertThat(inTime.working()).isTrue();
        assertThat(resync.readiness().working()).isFalse();
        assertThat(resync.readiness().detail())
                .startsWith("no resync for 240 s ")
                .contains("UnavailableException");
        assertThat(resync.health()).isEqualTo(Health.up("last try 0 s ago"));

        cluster.isAwayFor(_ -> false);
        lookAfter(Duration.ofMinutes(1));
        assertThat(resync.readiness()).isEqualTo(Health.up("last resync 0 s ago"));
    }

    @Test
    void isDeadWhenItDoesNotTryAnyMore() {
        lookAfter(Duration.ofMinutes(1));

        now.addAndGet(Duration.ofSeconds(181).toNanos());

        assertThat(resync.health()).isEqualTo(Health.down("no try for 181 s"));
    }

    private void lookAfter(Duration pause) {
        now.addAndGet(pause.toNanos());
        resync.resyncNow();
    }
}
