package io.movein.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.openapi.ApiException;
import io.movein.model.RunOutcome;
import io.movein.report.RunStarted;
import io.movein.runner.cluster.UnavailableException;
import io.movein.standin.kubernetes.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against the stand-in, which can also be told to misbehave. */
class OnLocalClusterIT extends ClusterSuite {
    private static LocalCluster cluster;

    @BeforeAll
    static void starts() {
        cluster = LocalCluster.start();
    }

    @AfterAll
    static void ends() {
        cluster.close();
    }

    @Override
    Path kubeconfig() {
        return cluster.kubeconfig();
    }

    @AfterEach
    void behavesAgain() {
        cluster.faults().clear();
    }

    @Test
    void launchesLaterWhereTheApiServerFails() throws ApiException {
        cluster.faults().answer(500);
        assertThatThrownBy(() -> rig.orderOnce(order())).isInstanceOf(UnavailableException.class);
        cluster.faults().clear();

        rig.order(order());
        tenant.runs(run);

        assertThat(rig.awaits(RunStarted.class, run).getNode()).isEqualTo("played-node");
    }

    @Test
    void doesNotHangWithTheApiServerAndSaysThatTheWatchesAreStale() throws ApiException {
        rig.order(order());
        tenant.runs(run);
        rig.close();
        rig = Rig.withShortPatience(access(Duration.ofMillis(300)), Duration.ofMillis(300));
        Until.holds(
                "a watch",
                () -> rig.jobs.readiness().working() && rig.pods.readiness().working());
        cluster.faults().hang();
        cluster.faults().cutWatches();

        assertThatThrownBy(() -> rig.orderOnce(order())).isInstanceOf(UnavailableException.class);
        Until.holds(
                "stale watches",
                () -> !rig.jobs.readiness().working() && !rig.pods.readiness().working());
        assertThat(rig.jobs.health().working())
                .as("a new start would not bring the cluster back")
                .isTrue();
        cluster.faults().clear();
        Until.holds("watches that show something again", () -> {
            tenant.touches(run);
            return rig.jobs.readiness().working() && rig.pods.readiness().working();
        });
    }

    @Test
    void missesNothingWhenItsWatchesAreCutAndTheirPastForgotten() throws ApiException {
        rig.order(order());
        tenant.runs(run);
        rig.awaits(RunStarted.class, run);
        cluster.faults().cutWatches();
        cluster.faults().expireVersions();
        tenant.ends(run, 0, "Completed", "");

        assertThat(rig.result(run)).startsWith(RunOutcome.SUCCEEDED);
    }
}
