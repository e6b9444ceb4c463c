package io.movein.runner;

import static io.movein.runner.Samples.TRACE;
import static io.movein.runner.Samples.launch;
import static io.movein.runner.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.RunId;
import io.movein.contract.Topic;
import io.movein.model.Resources;
import io.movein.order.LaunchRun;
import io.movein.report.RunFinished;
import io.movein.runner.cluster.Access;
import io.movein.runner.orders.OrderHandler;
import io.movein.runner.run.PendingTimeouts;
import io.movein.runner.run.RunRef;
import io.movein.runtime.RetryableException;
import io.movein.testkit.RealControlPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Many runs at once on simulated nodes, ordered in the same moment and carried out as from the topic's partitions. Each is in a tenant of
 * its own, as a tenant has one run at a time. One of the tenants has an admission webhook that never answers, and some of the runs are on a
 * node that takes every request for a log and never answers. Prints what they cost. MOVEIN_SCALE_RUNS says how many: a thousand take some
 * minutes.
 */
class ScaleIT {
    private static final int RUNS = Optional.ofNullable(System.getenv("MOVEIN_SCALE_RUNS"))
            .map(Integer::parseInt)
            .orElse(30);
    private static final int PARTITIONS = Topic.RUN_ORDERS.partitions();
    private static final Duration WEBHOOK = Duration.ofSeconds(6);
    /** More than a pool of threads for such requests would have. */
    private static final int ON_THE_SILENT_NODE = 12;

    /**
     * @param handled for as long as its partition was busy with it
     * @param after   since all orders were given
     */
    private record Launched(RunRef run, Duration handled, Duration after) {}

    @Test
    void manyRunsAtOnceAreLaunchedAndToldAndNoneWaitsForATenantOrANodeThatHangs() throws Exception {
        assumeTrue(RealControlPlane.isAvailable(), RealControlPlane.MISSING);
        try (var cluster = RealControlPlane.start("--nodes", "20");
                var silent = new SilentServer()) {
            var access = new Access(Optional.of(cluster.kubeconfig()), Duration.ofSeconds(30));
            RunnersAccount.create(cluster.kubeconfig(), Path.of("../deploy/kubernetes/base/rights/runner.yaml"));
            var runs = tenants(access);
            slowDown(cluster, runs.getFirst(), silent);
            var requests = new Requests();
            try (var rig = Rig.counted(access, PendingTimeouts.defaults(), requests);
                    var node = new SilentNode(access.client(), silent.port())) {
                allAtOnce(
                        ON_THE_SILENT_NODE,
                        onTheSilentNode().stream()
                                .map(run -> (Callable<Object>) () -> {
                                    node.runs(run, rig);
                                    return run;
                                })
                                .toList());
                var before = requests.count();
                var began = Instant.now();
                var launches = launches(new OrderHandler(rig.orders), runs);
                var launched = Duration.between(began, Instant.now());
                runs.forEach(run -> rig.awaits(RunFinished.class, run, Duration.ofMinutes(10)));
                assertThat(onTheSilentNode())
                        .allSatisfy(run ->
                                assertThat(rig.told(run)).contains("RunStarted").doesNotContain("RunFinished"));
                print(launches, ends(rig), launched, Duration.between(began, Instant.now()), requests.count() - before);

                assertThat(runs).allSatisfy(run -> assertThat(rig.told(run)).containsOnlyOnce("RunFinished"));
                assertThat(launches).allMatch(it -> it.handled().compareTo(WEBHOOK.dividedBy(2)) < 0);
                assertThat(launches.stream().filter(it -> it.run().equals(runs.getFirst())))
                        .singleElement()
                        .satisfies(slow -> assertThat(slow.after()).isGreaterThan(WEBHOOK));
            }
        }
    }

    private static List<RunRef> onTheSilentNode() {
        return IntStream.range(0, ON_THE_SILENT_NODE)
                .mapToObj(i -> new RunRef(new RunId(new MigrationId("acme", "infra", 90_000 + i), 1), "silent-" + i))
                .toList();
    }

    private static void print(
            List<Launched> launches, List<Duration> ends, Duration launched, Duration told, long requests) {
        System.gc();
        var memory = Runtime.getRuntime();
        System.out.printf(
                "%d runs at once: from order to Job p50 %d ms, p99 %d ms, of which carrying it out p50 %d ms, p99 %d ms; "
                        + "from the process's end to its report p50 %d ms, p99 %d ms (the kubelet tells whole seconds); "
                        + "all launched after %.1f s, all ends told after %.1f s; %.1f requests a run; %d MB of heap in use%n",
                launches.size(),
                at(50, launches.stream().map(Launched::after).toList()),
                at(99, launches.stream().map(Launched::after).toList()),
                at(50, launches.stream().map(Launched::handled).toList()),
                at(99, launches.stream().map(Launched::handled).toList()),
                at(50, ends),
                at(99, ends),
                launched.toMillis() / 1000.0,
                told.toMillis() / 1000.0,
                (double) requests / launches.size(),
                (memory.totalMemory() - memory.freeMemory()) >> 20);
    }

    private static long at(int percent, List<Duration> all) {
        return all.stream()
                .sorted()
                .toList()
                .get((all.size() - 1) * percent / 100)
                .toMillis();
    }

    private static List<Duration> ends(Rig rig) {
        return rig.messages.stream()
                .filter(it -> it.body() instanceof RunFinished)
                .map(it ->
                        Duration.between(((RunFinished) it.body()).getResult().getFinishedAt(), it.time()))
                .toList();
    }

    private static List<RunRef> tenants(Access access) throws Exception {
        var core = new CoreV1Api(access.client());
        var runs = IntStream.range(0, RUNS)
                .mapToObj(i -> new RunRef(new RunId(new MigrationId("acme", "infra", 50_000 + i), 1), "tenant-" + i))
                .toList();
        allAtOnce(
                32,
                runs.stream()
                        .<Callable<Object>>map(run -> () -> core.createNamespace(
                                        new V1Namespace().metadata(new V1ObjectMeta().name(run.namespace())))
                                .execute())
                        .toList());
        return runs;
    }

    /** Whoever makes a Job there waits until the API server gives the webhook up. */
    private static void slowDown(RealControlPlane cluster, RunRef run, SilentServer silent) throws Exception {
        var file = Files.writeString(cluster.directory().resolve("webhook.yaml"), """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: never-answers}
                webhooks:
                  - name: never.answers.example
                    clientConfig: {url: "https://127.0.0.1:%d/"}
                    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}
                    rules: [{apiGroups: [batch], apiVersions: [v1], resources: [jobs], operations: [CREATE]}]
                    timeoutSeconds: %d
                    failurePolicy: Ignore
                    sideEffects: None
                    admissionReviewVersions: [v1]
                """.formatted(
                        silent.port(), run.namespace(), WEBHOOK.toSeconds()));
        cluster.kubectl("apply", "-f", file.toString());
    }

    private static List<Launched> launches(OrderHandler handler, List<RunRef> runs) throws Exception {
        var began = System.nanoTime();
        return allAtOnce(
                        PARTITIONS,
                        IntStream.range(0, PARTITIONS)
                                .<Callable<List<Launched>>>mapToObj(
                                        partition -> () -> carryOut(handler, of(partition, runs), began))
                                .toList())
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    private static List<RunRef> of(int partition, List<RunRef> runs) {
        return IntStream.range(0, runs.size())
                .filter(i -> i % PARTITIONS == partition)
                .mapToObj(runs::get)
                .toList();
    }

    /** One after another; what has to come again stands back behind the others. */
    private static List<Launched> carryOut(OrderHandler handler, List<RunRef> runs, long began) throws Exception {
        var launched = new ArrayList<Launched>();
        var waiting = new ArrayDeque<>(runs);
        while (!waiting.isEmpty()) {
            var run = waiting.removeFirst();
            var start = System.nanoTime();
            try {
                handler.handle(order(run));
                launched.add(new Launched(
                        run, Duration.ofNanos(System.nanoTime() - start), Duration.ofNanos(System.nanoTime() - began)));
            } catch (RetryableException e) {
                waiting.addLast(run);
                LockSupport.parkNanos(waiting.size() == 1 ? 100_000_000 : 0);
            }
        }
        return launched;
    }

    private static Message<LaunchRun> order(RunRef run) {
        var order = launch(
                run,
                spec().setNamespace(run.namespace())
                        .setResources(new Resources(10L, 16L << 20, 0L))
                        .build());
        return new Message<>(
                run.id() + "/launch",
                "/movein/review",
                run.id().migration(),
                Instant.now(),
                TRACE,
                LaunchRun.newBuilder(order).setOrderedAt(Instant.now()).build());
    }

    private static <T> List<T> allAtOnce(int threads, List<Callable<T>> tasks) throws Exception {
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var results = new ArrayList<T>();
            for (var done : pool.invokeAll(tasks)) {
                results.add(done.get());
            }
            return results;
        }
    }
}
