package io.movein.review.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.review.Given;
import io.movein.review.policy.Egress;
import io.movein.testkit.RealControlPlane;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Against a real API server, as the service account and with the role that review is given. */
@Tag("real-cluster")
@EnabledIf(value = "io.movein.testkit.RealControlPlane#isAvailable", disabledReason = RealControlPlane.MISSING)
class RealClusterFactsIT extends ClusterFactsContract {
    private Path asReview;

    @BeforeAll
    void logsIn() {
        asReview = RealControlPlane.shared().account("review", Path.of("../deploy/kubernetes/base/rights/review.yaml"));
    }

    @Override
    Path administrator() {
        return RealControlPlane.shared().kubeconfig();
    }

    @Override
    Path kubeconfig() {
        return asReview;
    }

    @Test
    void knowsTheRangesOfServicesAndPodsThatTheClusterTells() throws Exception {
        var apiServer =
                RealControlPlane.shared().kubectl("get", "service", "kubernetes", "-o", "jsonpath={.spec.clusterIP}");
        var facts = facts("", List.of());
        // the API server writes down the range of services a little after it has begun to answer
        for (var until = Instant.now().plusSeconds(60);
                !facts.areClusterRangesKnown() && Instant.now().isBefore(until); ) {
            LockSupport.parkNanos(2_000_000);
        }

        var known = facts.gather(new Question(12, List.of()));

        assertThat(facts.areClusterRangesKnown()).isTrue();
        assertThat(known.getClusterRangesKnown()).isTrue();
        assertThat(known.getClusterRanges()).contains("10.244.7.0/24");
        assertThat(Egress.isForbidden(apiServer.strip(), known.getClusterRanges()))
                .as("%s in %s", apiServer, known.getClusterRanges())
                .isTrue();
    }

    @Test
    void hasNoFactsWhileTheApiServerIsSilent() throws Exception {
        var impatient = ClusterFacts.connect(new PlatformSettings(
                Optional.of(kubeconfig()), "", List.of(), Duration.ofMillis(500), Given.ALLOWANCE));
        var apiServer = RealControlPlane.shared().pid("kube-apiserver");
        signal("-STOP", apiServer);
        try {
            assertThatThrownBy(() -> impatient.gather(new Question(12, List.of())))
                    .isInstanceOf(FactsUnavailableException.class);
        } finally {
            signal("-CONT", apiServer);
        }
    }

    private static void signal(String name, long pid) throws Exception {
        new ProcessBuilder("kill", name, Long.toString(pid)).start().waitFor();
    }
}
