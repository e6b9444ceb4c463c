package io.movein.runner;

import static io.movein.runner.Samples.launch;
import static io.movein.runner.Samples.spec;
import static io.movein.runner.Samples.tearDown;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kubernetes.client.openapi.ApiException;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.RunId;
import io.movein.model.Resources;
import io.movein.order.LaunchRun;
import io.movein.report.RunFinished;
import io.movein.report.RunStarted;
import io.movein.report.RunTornDown;
import io.movein.runner.cluster.Access;
import io.movein.runner.cluster.UnavailableException;
import io.movein.runner.run.PendingTimeouts;
import io.movein.runner.run.RunRef;
import io.movein.testkit.RealControlPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the API server keeps everything in is killed: what it was asked for may have been done though it could not say so. */
@Tag("real-cluster")
class KilledEtcdIT {
    private static final int RUNS = 12;
    private static final Duration LONG = Duration.ofMinutes(3);

    private final CountDownLatch oneIsCarriedOut = new CountDownLatch(1);
    private final CountDownLatch oneIsNot = new CountDownLatch(1);

    @Test
    void eachOrderGetsOneJobThatIsCreatedOnceAndNothingIsLeft() throws Exception {
        assumeTrue(RealControlPlane.isAvailable(), RealControlPlane.MISSING);
        try (var cluster = RealControlPlane.start()) {
            var account = cluster.account("runner", Path.of("../deploy/kubernetes/base/rights/runner.yaml"));
            var tenants = tenants(new Access(Optional.of(cluster.kubeconfig()), Duration.ofSeconds(10)));
            var runs = List.copyOf(tenants.keySet());
            try (var rig = Rig.onARealNode(
                    new Access(Optional.of(account), Duration.ofSeconds(10)),
                    new PendingTimeouts(LONG, LONG, LONG, LONG))) {

                var orders = new ArrayList<>(ordered(rig, runs.subList(0, RUNS / 2)));
                await(oneIsCarriedOut, orders);
                killEtcd(cluster);
                orders.addAll(ordered(rig, runs.subList(RUNS / 2, RUNS)));
                await(oneIsNot, orders);
                startEtcd(cluster);
                CompletableFuture.allOf(orders.toArray(CompletableFuture[]::new))
                        .join();
                for (var run : runs) {
                    isLived(rig, run, requireNonNull(tenants.get(run)));
                }

                assertThat(runs).allSatisfy(run -> assertThat(ends(rig, run)).hasSize(1));
            }
            assertThat(AuditLines.created(cluster.directory(), "jobs"))
                    .as("Jobs that were created, by tenant")
                    .hasSizeGreaterThanOrEqualTo(RUNS / 2)
                    .allSatisfy((tenant, count) -> assertThat(count).isEqualTo(1));
            for (var tenant : tenants.values()) {
                assertThat(tenant.movein()).containsExactly("ConfigMap/movein-runs");
            }
        }
    }

    /** What is told twice has the id that it had before. */
    private static Set<String> ends(Rig rig, RunRef run) {
        return rig.messages.stream()
                .filter(it -> it.id().startsWith(run.id() + "/") && it.body() instanceof RunFinished)
                .map(Message::id)
                .collect(Collectors.toSet());
    }

    /** An order that failed says why. */
    private static void await(CountDownLatch latch, List<CompletableFuture<Void>> orders) throws InterruptedException {
        if (!latch.await(LONG.toSeconds(), TimeUnit.SECONDS)) {
            orders.stream().filter(CompletableFuture::isCompletedExceptionally).forEach(CompletableFuture::join);
            throw new AssertionError("none of " + orders + " within " + LONG);
        }
    }

    private static Map<RunRef, Tenant> tenants(Access access) throws ApiException {
        var tenants = new LinkedHashMap<RunRef, Tenant>();
        for (int number = 1; number <= RUNS; number++) {
            var run = new RunRef(new RunId(new MigrationId("acme", "infra", number), 1), "media-" + number);
            tenants.put(run, new Tenant(access.client(), run.namespace()));
        }
        return tenants;
    }

    private List<CompletableFuture<Void>> ordered(Rig rig, List<RunRef> runs) {
        return runs.stream()
                .map(run -> CompletableFuture.runAsync(
                        () -> {
                            order(rig, order(run));
                            oneIsCarriedOut.countDown();
                        },
                        Thread::startVirtualThread))
                .toList();
    }

    private void order(Rig rig, SpecificRecord order) {
        Until.present("an order that is carried out: " + order, LONG, () -> {
            try {
                rig.orderOnce(order);
                return Optional.of(order);
            } catch (UnavailableException e) {
                oneIsNot.countDown();
                return Optional.empty();
            }
        });
    }

    private static LaunchRun order(RunRef run) {
        var spec = spec().setNamespace(run.namespace())
                .setResources(new Resources(100L, 64L << 20, 1L << 20))
                .build();
        return LaunchRun.newBuilder(launch(run, spec))
                .setOrderedAt(Instant.now())
                .build();
    }

    /** And keeps it from being started again. */
    private static void killEtcd(RealControlPlane cluster) throws Exception {
        Files.createFile(
                Files.createDirectories(cluster.directory().resolve("hold")).resolve("etcd"));
        ProcessHandle.of(cluster.pid("etcd")).orElseThrow().destroyForcibly();
    }

    private static void startEtcd(RealControlPlane cluster) throws Exception {
        Files.delete(cluster.directory().resolve("hold/etcd"));
        Until.present("an API server that is ready again", LONG, () -> ready(cluster));
    }

    private static Optional<String> ready(RealControlPlane cluster) {
        try {
            return Optional.of(cluster.kubectl("get", "--raw", "/readyz"));
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
    }

    private void isLived(Rig rig, RunRef run, Tenant tenant) throws ApiException {
        Until.present("a pod of " + run, LONG, () -> tenant.pod(run));
        tenant.runs(run);
        rig.awaits(RunStarted.class, run, LONG);
        tenant.ends(run, 0, "Completed", "");
        rig.awaits(RunFinished.class, run, LONG);
        order(rig, tearDown(run, false));
        rig.awaits(RunTornDown.class, run, LONG);
    }
}
