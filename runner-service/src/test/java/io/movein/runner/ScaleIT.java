package io.movein.runner;

import static io.movein.runner.Samples.TRACE;
import static io.movein.runner.Samples.launch;
import static io.movein.runner.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kubernetes.client.openapi.apis.BatchV1Api;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many runs in many tenants on simulated nodes, carried out as from the topic's partitions. All tenants begin in the same moment; within
 * one, the next run is ordered when the end of the one before has been told, as review does it. No Job is removed, so in the end all are
 * there at once. One more tenant has an admission webhook that never answers, and some more runs are on a node that takes every request
 * for a log and never answers. Prints what they cost. MOVEIN_SCALE_RUNS says how many runs, MOVEIN_SCALE_TENANTS in how many tenants (as
 * many of them as runs: all run in the same moment): a thousand take some minutes.
 */
@Tag("real-cluster")
class ScaleIT {
    private static final int RUNS = setting("MOVEIN_SCALE_RUNS").orElse(30);
    private static final int TENANTS = setting("MOVEIN_SCALE_TENANTS").orElse(Math.min(100, RUNS / 2));
    private static final int PARTITIONS = Topic.RUN_ORDERS.partitions();
    private static final Duration WEBHOOK = Duration.ofSeconds(6);
    /** More than a pool of threads for such requests would have. */
    private static final int ON_THE_SILENT_NODE = 12;

    private static final RunRef IN_THE_SLOW_TENANT = run(80_000, "slow");

    /**
     * @param handled for as long as its partition was busy with it
     * @param after   since it was ordered
     */
    private record Launched(RunRef run, Duration handled, Duration after) {}

    @Test
    void manyRunsAreLaunchedAndToldAndNoneWaitsForATenantOrANodeThatHangs() throws Exception {
        assumeTrue(RealControlPlane.isAvailable(), RealControlPlane.MISSING);
        try (var cluster = RealControlPlane.start("--nodes", "20");
                var silent = new SilentServer()) {
            var access = new Access(Optional.of(cluster.kubeconfig()), Duration.ofSeconds(30));
            cluster.account("runner", Path.of("../deploy/kubernetes/base/rights/runner.yaml"));
            var runs = runs();
            tenants(access, runs);
            slowDown(cluster, silent);
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
                requests.clear();
                var began = Instant.now();
                var launches = launches(new Orders(rig.messages, began), new OrderHandler(rig.orders), runs);
                var launched = Duration.between(began, Instant.now());
                runs.forEach(run -> rig.awaits(RunFinished.class, run, Duration.ofMinutes(10)));
                assertThat(onTheSilentNode())
                        .allSatisfy(run ->
                                assertThat(rig.told(run)).contains("RunStarted").doesNotContain("RunFinished"));
                var told = Duration.between(began, Instant.now());
                print(launches, ends(rig), sinceTheJobEnded(rig, access), launched, told, requests);

                assertThat(runs).allSatisfy(run -> assertThat(rig.told(run)).containsOnlyOnce("RunFinished"));
                assertThat(launches).allMatch(it -> it.handled().compareTo(WEBHOOK.dividedBy(2)) < 0);
                assertThat(launches.stream().filter(it -> it.run().equals(IN_THE_SLOW_TENANT)))
                        .singleElement()
                        .satisfies(slow -> assertThat(slow.after()).isGreaterThan(WEBHOOK));
                assertThat(jobs(access)).isEqualTo(runs.size() + ON_THE_SILENT_NODE);
            }
        }
    }

    private static Optional<Integer> setting(String name) {
        return Optional.ofNullable(System.getenv(name)).map(Integer::parseInt);
    }

    private static RunRef run(int issue, String tenant) {
        return new RunRef(new RunId(new MigrationId("acme", "infra", issue), 1), tenant);
    }

    /** Those of a tenant stand {@code TENANTS} apart. */
    private static List<RunRef> runs() {
        return Stream.concat(
                        IntStream.range(0, RUNS).mapToObj(i -> run(50_000 + i, "tenant-" + i % TENANTS)),
                        Stream.of(IN_THE_SLOW_TENANT))
                .toList();
    }

    private static int jobs(Access access) throws Exception {
        return new BatchV1Api(access.client())
                .listJobForAllNamespaces()
                .execute()
                .getItems()
                .size();
    }

    /** When each run is ordered: those of the first round at the beginning, another when the end of its tenant's last one has been told. */
    private static final class Orders {
        private final List<Message<?>> messages;
        private final Instant began;
        private final Map<String, Instant> ended = new HashMap<>();
        private int read;

        Orders(List<Message<?>> messages, Instant began) {
            this.messages = messages;
            this.began = began;
        }

        synchronized Optional<Instant> at(RunRef run) {
            for (; read < messages.size(); read++) {
                if (messages.get(read).body() instanceof RunFinished it) {
                    ended.put(it.getMigration(), messages.get(read).time());
                }
            }
            var id = run.id().migration();
            return run.equals(IN_THE_SLOW_TENANT) || id.number() < 50_000 + TENANTS
                    ? Optional.of(began)
                    : Optional.ofNullable(
                            ended.get(new MigrationId(id.owner(), id.repository(), id.number() - TENANTS).toString()));
        }
    }

    private static List<RunRef> onTheSilentNode() {
        return IntStream.range(0, ON_THE_SILENT_NODE)
                .mapToObj(i -> run(90_000 + i, "silent-" + i))
                .toList();
    }

    private static void print(
            List<Launched> launches,
            List<Duration> ends,
            List<Duration> sinceTheJobEnded,
            Duration launched,
            Duration told,
            Requests requests) {
        System.gc();
        var memory = Runtime.getRuntime();
        System.out.printf(
                "%d runs in %d tenants: from order to Job p50 %d ms, p99 %d ms, of which carrying it out p50 %d ms, p99 %d ms; "
                        + "from the process's end to its report p50 %d ms, p99 %d ms, of which after Kubernetes had ended the Job "
                        + "p50 %d ms, p99 %d ms (both tell whole seconds); "
                        + "all launched after %.1f s, all ends told after %.1f s; %.1f requests a run; %d MB of heap in use%n"
                        + "requests a run: %s%n",
                launches.size(),
                TENANTS,
                at(50, launches.stream().map(Launched::after).toList()),
                at(99, launches.stream().map(Launched::after).toList()),
                at(50, launches.stream().map(Launched::handled).toList()),
                at(99, launches.stream().map(Launched::handled).toList()),
                at(50, ends),
                at(99, ends),
                at(50, sinceTheJobEnded),
                at(99, sinceTheJobEnded),
                launched.toMillis() / 1000.0,
                told.toMillis() / 1000.0,
                (double) requests.count() / launches.size(),
                (memory.totalMemory() - memory.freeMemory()) >> 20,
                requests.perEach(launches.size()));
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

    /** What there is between is the Job controller's, which does some of them in a second and no more. */
    private static List<Duration> sinceTheJobEnded(Rig rig, Access access) throws Exception {
        var ended = new HashMap<String, Instant>();
        new BatchV1Api(access.client())
                .listJobForAllNamespaces()
                .execute()
                .getItems()
                .forEach(job -> Optional.ofNullable(job.getStatus().getCompletionTime())
                        .ifPresent(at -> ended.put(job.getMetadata().getName(), at.toInstant())));
        return rig.messages.stream()
                .filter(it -> it.body() instanceof RunFinished)
                .flatMap(it ->
                        Optional.ofNullable(ended.get("movein-" + it.migration().number() + "-run-1"))
                                .map(at -> Duration.between(at, it.time()))
                                .stream())
                .toList();
    }

    private static void tenants(Access access, List<RunRef> runs) throws Exception {
        var core = new CoreV1Api(access.client());
        allAtOnce(
                32,
                runs.stream()
                        .map(RunRef::namespace)
                        .distinct()
                        .<Callable<Object>>map(tenant ->
                                () -> core.createNamespace(new V1Namespace().metadata(new V1ObjectMeta().name(tenant)))
                                        .execute())
                        .toList());
    }

    /** Whoever makes a Job there waits until the API server gives the webhook up. */
    private static void slowDown(RealControlPlane cluster, SilentServer silent) throws Exception {
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
                        silent.port(), IN_THE_SLOW_TENANT.namespace(), WEBHOOK.toSeconds()));
        cluster.kubectl("apply", "-f", file.toString());
    }

    private static List<Launched> launches(Orders orders, OrderHandler handler, List<RunRef> runs) throws Exception {
        return allAtOnce(
                        PARTITIONS,
                        IntStream.range(0, PARTITIONS)
                                .<Callable<List<Launched>>>mapToObj(
                                        partition -> () -> carryOut(orders, handler, of(partition, runs)))
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

    /** One after another; what is not ordered yet or has to come again stands back behind the others. */
    private static List<Launched> carryOut(Orders orders, OrderHandler handler, List<RunRef> runs) throws Exception {
        var launched = new ArrayList<Launched>();
        var waiting = new ArrayDeque<>(runs);
        var sinceOne = 0;
        while (!waiting.isEmpty()) {
            var run = waiting.removeFirst();
            var one = carryOut(orders, handler, run);
            one.ifPresentOrElse(launched::add, () -> waiting.addLast(run));
            sinceOne = one.isPresent() ? 0 : sinceOne + 1;
            LockSupport.parkNanos(sinceOne > 0 && sinceOne % waiting.size() == 0 ? 100_000_000 : 0);
        }
        return launched;
    }

    private static Optional<Launched> carryOut(Orders orders, OrderHandler handler, RunRef run) throws Exception {
        var ordered = orders.at(run);
        if (ordered.isEmpty()) {
            return Optional.empty();
        }
        try {
            var start = Instant.now();
            handler.handle(order(run));
            var end = Instant.now();
            return Optional.of(new Launched(run, Duration.between(start, end), Duration.between(ordered.get(), end)));
        } catch (RetryableException e) {
            return Optional.empty();
        }
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
