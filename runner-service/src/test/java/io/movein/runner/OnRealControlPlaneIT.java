package io.movein.runner;

import static io.movein.runner.Samples.tearDown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1ResourceQuota;
import io.kubernetes.client.openapi.models.V1ResourceQuotaSpec;
import io.movein.contract.RunId;
import io.movein.model.FailureKind;
import io.movein.model.RunOutcome;
import io.movein.report.RunFinished;
import io.movein.report.RunStarted;
import io.movein.report.RunTornDown;
import io.movein.runner.cluster.Access;
import io.movein.runner.run.RunRef;
import io.movein.testkit.RealControlPlane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Against a real API server, Job controller and admission, as the service account and with the role that the runner is given. */
@Tag("real-cluster")
class OnRealControlPlaneIT extends ClusterSuite {
    private static RealControlPlane cluster;
    private static Path asTheRunner;

    @BeforeAll
    static void starts() {
        assumeTrue(RealControlPlane.isAvailable(), RealControlPlane.MISSING);
        cluster = RealControlPlane.shared();
        asTheRunner = cluster.account("runner", Path.of("../deploy/kubernetes/base/rights/runner.yaml"));
    }

    @Override
    Path kubeconfig() {
        return cluster.kubeconfig();
    }

    @Override
    Path runnersKubeconfig() {
        return asTheRunner;
    }

    @Test
    void tellsTheQuotasWordsWhereTheTenantMayHaveNoJob() throws ApiException {
        quota("count/jobs.batch", "0");

        rig.order(order());

        assertThat(rig.result(run)).startsWith(RunOutcome.FAILED, FailureKind.NOT_LAUNCHED);
        assertThat((String) rig.result(run).getLast()).contains("exceeded quota: tenant");
    }

    @Test
    void endsARunForWhichTheClusterMakesNoPod() throws ApiException {
        quota("pods", "0");

        rig.order(order());

        assertThat(rig.result(run)).startsWith(RunOutcome.FAILED, FailureKind.NOT_LAUNCHED);
        assertThat((String) rig.result(run).getLast())
                .startsWith("The cluster did not create a pod for the run: ")
                .contains("exceeded quota: tenant");
    }

    @Test
    void aNamespaceThatStaysTerminatingHoldsUpNoOtherTenantsTearDown() throws ApiException {
        var stuck = tenant;
        var stuckRun = run;
        ended();
        stuck.finalizers(stuckRun, List.of("example.org/held"));
        run = new RunRef(new RunId(stuckRun.id().migration(), 2), stuckRun.namespace() + "-other");
        tenant = new Tenant(new Access(Optional.of(kubeconfig()), Duration.ofSeconds(10)).client(), run.namespace());
        ended();

        rig.order(tearDown(stuckRun, false));
        stuck.core.deleteNamespace(stuck.namespace).execute();
        Until.holds("the namespace is going", () -> stuck.isGoing());
        rig.order(tearDown(run, false));
        rig.awaits(RunTornDown.class, run);

        assertThat(rig.told(stuckRun)).contains("RunFinished").doesNotContain("RunTornDown");
        stuck.finalizers(stuckRun, List.of());
        rig.awaits(RunTornDown.class, stuckRun);
    }

    private void ended() throws ApiException {
        rig.order(order());
        tenant.runs(run);
        rig.awaits(RunStarted.class, run);
        tenant.ends(run, 0, "Completed", "");
        rig.awaits(RunFinished.class, run);
    }

    private void quota(String resource, String amount) throws ApiException {
        tenant.core
                .createNamespacedResourceQuota(
                        run.namespace(),
                        new V1ResourceQuota()
                                .metadata(new V1ObjectMeta().name("tenant"))
                                .spec(new V1ResourceQuotaSpec().hard(Map.of(resource, Quantity.fromString(amount)))))
                .execute();
        Until.holds("the quota is in force", () -> inForce());
    }

    private boolean inForce() {
        try {
            var status = tenant.core
                    .readNamespacedResourceQuota("tenant", run.namespace())
                    .execute()
                    .getStatus();
            return status != null
                    && status.getHard() != null
                    && !status.getHard().isEmpty();
        } catch (ApiException e) {
            throw new AssertionError(e);
        }
    }
}
