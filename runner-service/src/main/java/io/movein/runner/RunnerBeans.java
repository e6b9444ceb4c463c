package io.movein.runner;

import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Factory;
import io.movein.contract.Message;
import io.movein.contract.RunId;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.report.RunFinished;
import io.movein.runner.cluster.Cluster;
import io.movein.runner.cluster.ClusterClock;
import io.movein.runner.cluster.Kind;
import io.movein.runner.cluster.KubernetesCluster;
import io.movein.runner.cluster.Watcher;
import io.movein.runner.orders.OrderHandler;
import io.movein.runner.orders.OrderRouter;
import io.movein.runner.reconcile.PeriodicResync;
import io.movein.runner.reconcile.ReportPublisher;
import io.movein.runner.reconcile.Resync;
import io.movein.runner.reconcile.RunReconciler;
import io.movein.runner.reconcile.WatchHandler;
import io.movein.runner.reconcile.WorkQueue;
import io.movein.runner.run.EgressAddresses;
import io.movein.runner.run.RunObserver;
import io.movein.runner.run.RunTrace;
import io.movein.runtime.Kafka;
import io.movein.runtime.Publisher;
import io.movein.runtime.RecordLoop;
import io.movein.runtime.Tracing;
import jakarta.inject.Singleton;
import java.time.InstantSource;

@Factory
final class RunnerBeans {
    private final ClusterClock clock = new ClusterClock(InstantSource.system());

    @Singleton
    Cluster cluster(RunnerSettings settings) {
        return new KubernetesCluster(settings.access().client(clock));
    }

    @Singleton
    RunnerStages stages(MeterRegistry meters) {
        return new RunnerStages(clock, meters);
    }

    @Singleton
    ReportPublisher reports(Publisher publisher, RunnerStages stages, Kafka kafka, MeterRegistry meters) {
        return new ReportPublisher(
                message -> {
                    publisher.publish(Topic.RUN_REPORTS, message);
                    stages.told(message);
                    trace(message, kafka.tracing());
                    meters.counter(
                                    "movein.run.reports",
                                    "type",
                                    message.body().getSchema().getName())
                            .increment();
                },
                clock);
    }

    /** The process of a run as a span, below the order and above what the process itself traces. */
    private static void trace(Message<?> report, Tracing tracing) {
        if (report.body() instanceof RunFinished finished
                && finished.getResult().getStartedAt() != null
                && report.trace().parent() != null) {
            var order = new Traceparent(report.trace().trace(), report.trace().parent());
            tracing.ran(
                    RunTrace.of(order, new RunId(report.migration(), finished.getRun())),
                    report,
                    finished.getResult().getStartedAt(),
                    finished.getResult().getFinishedAt());
        }
    }

    @Singleton
    RunReconciler reconciler(Cluster cluster, ReportPublisher reports, RunnerStages stages, RunnerSettings settings) {
        var reconciler = new RunReconciler(
                cluster, reports, new RunObserver(settings.waits()), settings.follow(), EgressAddresses::lookUp, clock);
        reconciler.onFirstLine(run -> stages.spoke(run.id(), clock.instant()));
        return reconciler;
    }

    @Singleton
    WorkQueue lanes(RunReconciler reconciler, MeterRegistry meters) {
        var queue = new WorkQueue(reconciler::reconcile);
        FunctionCounter.builder("movein.reconcile.failed", queue, WorkQueue::failures)
                .register(meters);
        return queue;
    }

    @Singleton
    PeriodicResync resync(Cluster cluster, WorkQueue queue, RunnerSettings settings, MeterRegistry meters) {
        var resync = new PeriodicResync(
                new Resync(cluster), queue::enqueue, settings.resyncInterval(), System::nanoTime, clock::compare);
        Gauge.builder("movein.clock.skew", clock, it -> it.skew().toMillis() / 1000.0)
                .description("how far this machine's clock was ahead of the API server's at the start")
                .baseUnit("seconds")
                .register(meters);
        FunctionCounter.builder("movein.swept", resync, PeriodicResync::swept).register(meters);
        return resync;
    }

    @Singleton
    WatchHandler watchHandler(RunReconciler reconciler, WorkQueue queue) {
        return new WatchHandler(reconciler, queue::enqueue, queue::changed);
    }

    @Singleton
    Watcher<V1Job> jobs(RunnerSettings settings, WatchHandler handler, MeterRegistry meters) {
        return measured(
                meters, "job", Watcher.of(Kind.JOB, settings.access(), handler::job, settings.staleAfter(), meters));
    }

    @Singleton
    Watcher<V1Pod> pods(RunnerSettings settings, WatchHandler handler, MeterRegistry meters) {
        return measured(
                meters, "pod", Watcher.of(Kind.POD, settings.access(), handler::pod, settings.staleAfter(), meters));
    }

    @Singleton
    RecordLoop orders(
            RunnerSettings settings,
            Cluster cluster,
            ReportPublisher reports,
            WorkQueue queue,
            RunReconciler reconciler,
            RunnerStages stages,
            Kafka kafka) {
        var orders = new OrderRouter(
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
                    reconciler.tellAgain(run);
                    queue.enqueue(run);
                },
                settings.runs(),
                settings.orders(),
                clock);
        var handler = new OrderHandler(orders);
        return new RecordLoop(
                "orders",
                Topic.RUN_ORDERS,
                "movein-runner",
                message -> {
                    handler.handle(message);
                    stages.carriedOut(message);
                },
                kafka);
    }

    private static <T extends io.kubernetes.client.common.KubernetesObject> Watcher<T> measured(
            MeterRegistry meters, String kind, Watcher<T> watcher) {
        Gauge.builder("movein.watch.silence", watcher, it -> it.silence().toMillis() / 1000.0)
                .tag("kind", kind)
                .baseUnit("seconds")
                .register(meters);
        return watcher;
    }
}
