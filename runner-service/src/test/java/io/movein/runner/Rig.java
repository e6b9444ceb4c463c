package io.movein.runner;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.contract.Message;
import io.movein.report.RunFinished;
import io.movein.runner.cluster.Access;
import io.movein.runner.cluster.Kind;
import io.movein.runner.cluster.KubernetesCluster;
import io.movein.runner.cluster.UnavailableException;
import io.movein.runner.cluster.Watcher;
import io.movein.runner.orders.OrderRouter;
import io.movein.runner.orders.OrderSettings;
import io.movein.runner.reconcile.PeriodicResync;
import io.movein.runner.reconcile.ReconcileSettings;
import io.movein.runner.reconcile.ReportPublisher;
import io.movein.runner.reconcile.Resync;
import io.movein.runner.reconcile.RunReconciler;
import io.movein.runner.reconcile.WatchHandler;
import io.movein.runner.reconcile.WorkQueue;
import io.movein.runner.run.EgressAddresses;
import io.movein.runner.run.PendingTimeouts;
import io.movein.runner.run.RunObserver;
import io.movein.runner.run.RunRef;
import io.movein.runner.run.RunSettings;
import io.movein.runtime.Worker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/** The runner on a cluster with an API server, without Kafka: orders are given by the test, reports are kept in a list. */
final class Rig implements AutoCloseable {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final RunSettings RUNS = new RunSettings(Duration.ofSeconds(5), null, null, Map.of(), List.of());

    private static final PendingTimeouts LIMITS =
            new PendingTimeouts(SECOND, SECOND, Duration.ofMinutes(1), Duration.ofMinutes(1));
    private static final ReconcileSettings LOOKS =
            new ReconcileSettings(Duration.ofMillis(200), Duration.ofMillis(100), Duration.ofMillis(300));

    final List<Message<?>> messages = new CopyOnWriteArrayList<>();
    final OrderRouter orders;
    final Watcher<V1Job> jobs;
    final Watcher<V1Pod> pods;
    private final List<Worker> workers = new ArrayList<>();

    private Rig(Access access, Duration resync, Duration staleAfter, boolean watching) {
        this(access, access.client(), resync, staleAfter, watching, LIMITS, LOOKS, EgressAddresses::lookUp);
    }

    private Rig(
            Access access,
            ApiClient client,
            Duration resync,
            Duration staleAfter,
            boolean watching,
            PendingTimeouts limits,
            ReconcileSettings looks,
            Function<String, List<String>> lookUp) {
        var clock = InstantSource.system();
        var meters = new SimpleMeterRegistry();
        var cluster = new KubernetesCluster(client);
        var reports = new ReportPublisher(messages::add, clock);
        var reconciler = new RunReconciler(cluster, reports, new RunObserver(limits), looks, lookUp, clock);
        var queue = new WorkQueue(reconciler::reconcile);
        orders = new OrderRouter(
                cluster,
                reports,
                run -> {
                    reconciler.doubt(run);
                    queue.enqueue(run);
                },
                launched -> {
                    reconciler.launched(launched);
                    queue.changed(launched.run());
                },
                run -> {
                    reconciler.doubt(run);
                    queue.enqueue(run);
                },
                RUNS,
                OrderSettings.defaults(),
                clock);
        var handler = new WatchHandler(reconciler, queue::enqueue, queue::changed);
        jobs = Watcher.of(Kind.JOB, access, handler::job, staleAfter, meters);
        pods = Watcher.of(Kind.POD, access, handler::pod, staleAfter, meters);
        workers.addAll(List.of(
                queue, new PeriodicResync(new Resync(cluster), queue::enqueue, resync, System::nanoTime, _ -> {})));
        if (watching) {
            workers.addAll(List.of(jobs, pods));
        }
        workers.forEach(Worker::start);
    }

    static Rig start(Access access) {
        return new Rig(access, Duration.ofMinutes(5), Duration.ofMinutes(3), true);
    }

    /** As on a real cluster, but for the limits of waiting. */
    static Rig onARealNode(Access access, PendingTimeouts limits) {
        return onARealNode(access, limits, EgressAddresses::lookUp);
    }

    /** With names that lead where the test says. */
    static Rig onARealNode(Access access, PendingTimeouts limits, Function<String, List<String>> lookUp) {
        var looks = new ReconcileSettings(Duration.ofSeconds(1), Duration.ofMillis(500), Duration.ofSeconds(2));
        return new Rig(
                access, access.client(), Duration.ofMinutes(1), Duration.ofMinutes(3), true, limits, looks, lookUp);
    }

    /** With what the service has by default, its requests counted. */
    static Rig counted(Access access, PendingTimeouts limits, Requests requests) {
        var client = access.client();
        client.setHttpClient(
                client.getHttpClient().newBuilder().addInterceptor(requests).build());
        return new Rig(
                access,
                client,
                Duration.ofMinutes(1),
                Duration.ofMinutes(3),
                true,
                limits,
                ReconcileSettings.defaults(),
                EgressAddresses::lookUp);
    }

    /** Nothing but resync tells it that something has happened. */
    static Rig withoutWatches(Access access) {
        return new Rig(access, Duration.ofMillis(300), Duration.ofMinutes(3), false);
    }

    static Rig withShortPatience(Access access, Duration staleAfter) {
        return new Rig(access, Duration.ofMinutes(5), staleAfter, true);
    }

    /** Until it is carried out, as the loop does: the API server may be busy, or another may change the object at the same time. */
    void order(SpecificRecord order) {
        Until.present("an order that is carried out: " + order, Until.LIMIT, () -> {
            try {
                orderOnce(order);
                return Optional.of(order);
            } catch (UnavailableException e) {
                return Optional.empty();
            }
        });
    }

    void orderOnce(SpecificRecord order) {
        orders.carryOut(order, Samples.TRACE);
    }

    <T extends SpecificRecord> T awaits(Class<T> type, RunRef run) {
        return awaits(type, run, Until.LIMIT);
    }

    <T extends SpecificRecord> T awaits(Class<T> type, RunRef run, Duration limit) {
        return Until.present(
                type.getSimpleName() + " of " + run + ", told: " + told(run),
                limit,
                () -> messages.stream()
                        .filter(it -> it.id().startsWith(run.id() + "/"))
                        .map(Message::body)
                        .filter(type::isInstance)
                        .map(type::cast)
                        .findFirst());
    }

    /** Outcome, failure and detail. */
    List<Object> result(RunRef run) {
        var result = awaits(RunFinished.class, run).getResult();
        return List.of(result.getOutcome(), result.getFailure(), result.getDetail());
    }

    List<String> told(RunRef run) {
        return messages.stream()
                .filter(it -> it.id().startsWith(run.id() + "/"))
                .map(it -> it.body().getSchema().getName())
                .toList();
    }

    @Override
    public void close() {
        workers.reversed().forEach(Worker::stop);
    }
}
