package io.movein.standin.kubernetes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kubernetes.client.openapi.ApiClient;
import io.movein.testkit.RealControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the contract is checked against: the stand-in and, where there is one, the real thing. */
enum Cluster {
    STAND_IN {
        @Override
        Path kubeconfig() {
            return StandIn.RUNNING.kubeconfig();
        }

        @Override
        void forgetHistory() {
            StandIn.RUNNING.faults().expireVersions();
        }
    },
    REAL {
        @Override
        Path kubeconfig() {
            assumeTrue(RealControlPlane.isAvailable(), RealControlPlane.MISSING);
            return RealControlPlane.shared().kubeconfig();
        }

        // a restarted API server's watches begin with what is there now
        @Override
        void forgetHistory() {
            var before = RealControlPlane.shared().pid("kube-apiserver");
            ProcessHandle.of(before).orElseThrow().destroyForcibly();
            Until.holds(
                    "the API server is back",
                    Duration.ofSeconds(40),
                    () -> RealControlPlane.shared().pid("kube-apiserver") != before
                            && new Raw(client()).get("/readyz").code() == 200);
        }
    };

    private @Nullable ApiClient client;

    abstract Path kubeconfig();

    abstract void forgetHistory();

    synchronized ApiClient client() {
        if (client == null) {
            try {
                client =
                        io.kubernetes.client.util.Config.fromConfig(kubeconfig().toString());
                // a watch is silent for as long as nothing happens
                client.setReadTimeout(0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return client;
    }

    private static final class StandIn {
        static final LocalCluster RUNNING = LocalCluster.start();
    }
}
