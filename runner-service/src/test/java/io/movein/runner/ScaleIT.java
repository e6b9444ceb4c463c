package io.movein.runner;

import static io.movein.runner.Samples.launch;
import static io.movein.runner.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.movein.contract.MigrationId;
import io.movein.contract.RunId;
import io.movein.model.Resources;
import io.movein.order.LaunchRun;
import io.movein.report.RunFinished;
import io.movein.runner.cluster.Access;
import io.movein.runner.run.PendingTimeouts;
import io.movein.runner.run.RunRef;
import io.movein.testkit.RealControlPlane;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Many runs at once on simulated nodes, each in a tenant of its own as a tenant has one run at a time. Prints what they cost.
 * Only where MOVEIN_SCALE_RUNS says how many; a thousand take some minutes.
 */
class ScaleIT {
    private static final int AT_ONCE = 32;

    @Test
    void manyRunsAtOnceAreAllLaunchedAndAllTold() throws Exception {
        assumeTrue(RealControlPlane.isAvailable(), RealControlPlane.MISSING);
        var wanted = Optional.ofNullable(System.getenv("MOVEIN_SCALE_RUNS")).map(Integer::parseInt);
        assumeTrue(wanted.isPresent(), "no number of runs: set MOVEIN_SCALE_RUNS, to 1000 say");
        try (var cluster = RealControlPlane.start("--nodes", "20")) {
            var access = new Access(Optional.of(cluster.kubeconfig()), Duration.ofSeconds(30));
            var runs = tenants(access, wanted.get());
            var requests = new Requests();
            try (var rig = Rig.counted(access, PendingTimeouts.defaults(), requests)) {
                var began = Instant.now();
                var launches = allAtOnce(runs.stream()
                        .<Callable<Duration>>map(run -> () -> ordered(rig, run))
                        .toList());
                var launched = Duration.between(began, Instant.now());
                runs.forEach(run -> rig.awaits(RunFinished.class, run, Duration.ofMinutes(10)));
                print(runs.size(), launches, launched, Duration.between(began, Instant.now()), requests);

                assertThat(runs).allSatisfy(run -> assertThat(rig.told(run)).containsOnlyOnce("RunFinished"));
            }
        }
    }

    private static void print(int runs, List<Duration> launches, Duration launched, Duration told, Requests requests) {
        System.gc();
        var memory = Runtime.getRuntime();
        System.out.printf(
                "%d runs: order to Job p50 %d ms, p99 %d ms; all launched after %.1f s, all ends told after %.1f s; %.1f requests a run; %d MB of heap in use%n",
                runs,
                launches.get(runs / 2).toMillis(),
                launches.get(runs * 99 / 100).toMillis(),
                launched.toMillis() / 1000.0,
                told.toMillis() / 1000.0,
                (double) requests.count() / runs,
                (memory.totalMemory() - memory.freeMemory()) >> 20);
    }

    private static List<RunRef> tenants(Access access, int number) throws Exception {
        var core = new CoreV1Api(access.client());
        var runs = IntStream.range(0, number)
                .mapToObj(i -> new RunRef(new RunId(new MigrationId("acme", "infra", 50_000 + i), 1), "tenant-" + i))
                .toList();
        allAtOnce(runs.stream()
                .<Callable<Duration>>map(run -> () -> {
                    core.createNamespace(new V1Namespace().metadata(new V1ObjectMeta().name(run.namespace())))
                            .execute();
                    return Duration.ZERO;
                })
                .toList());
        return runs;
    }

    private static Duration ordered(Rig rig, RunRef run) {
        var order = launch(
                run,
                spec().setNamespace(run.namespace())
                        .setResources(new Resources(10L, 16L << 20, 0L))
                        .build());
        var began = System.nanoTime();
        rig.order(LaunchRun.newBuilder(order).setOrderedAt(Instant.now()).build());
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** @return sorted */
    private static List<Duration> allAtOnce(List<Callable<Duration>> tasks) throws Exception {
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var took = new ArrayList<Duration>();
            for (var done : threads.invokeAll(tasks)) {
                took.add(done.get());
            }
            return took.stream().sorted().toList();
        }
    }
}
