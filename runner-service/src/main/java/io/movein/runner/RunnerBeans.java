package io.movein.runner;

import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Factory;
import io.movein.contract.Topic;
import io.movein.runner.cluster.Cluster;
import io.movein.runner.cluster.KubernetesCluster;
import io.movein.runner.cluster.Watcher;
import io.movein.runner.follow.Follower;
import io.movein.runner.follow.Lanes;
import io.movein.runner.follow.Patrol;
import io.movein.runner.follow.Reports;
import io.movein.runner.follow.Rounds;
import io.movein.runner.orders.OrderHandler;
import io.movein.runner.orders.Orders;
import io.movein.runner.run.Observer;
import io.movein.runner.run.RunRef;
import io.movein.runtime.Kafka;
import io.movein.runtime.Publisher;
import io.movein.runtime.RecordLoop;
import jakarta.inject.Singleton;
import java.time.InstantSource;

@Factory
final class RunnerBeans {
    private static final int LANES = 4;
    private final InstantSource clock = InstantSource.system();

    @Singleton
    Cluster cluster(RunnerSettings settings) {
        return new KubernetesCluster(settings.access().client());
    }

    @Singleton
    Reports reports(Publisher publisher, MeterRegistry meters) {
        return new Reports(message -> {
            publisher.publish(Topic.RUN_REPORTS, message);
            meters.counter("movein.run.reports", "type", message.body().getSchema().getName()).increment();
        }, clock);
    }

    @Singleton
    Follower follower(Cluster cluster, Reports reports, RunnerSettings settings) {
        return new Follower(cluster, reports, new Observer(settings.waits()), settings.follow(), clock);
    }

    @Singleton
    Lanes lanes(Follower follower, MeterRegistry meters) {
        var lanes = new Lanes(LANES, follower::look);
        FunctionCounter.builder("movein.run.looks.failed", lanes, Lanes::failures).register(meters);
        return lanes;
    }

    @Singleton
    Patrol patrol(Cluster cluster, Lanes lanes, RunnerSettings settings, MeterRegistry meters) {
        var patrol = new Patrol(new Rounds(cluster), lanes::nudge, settings.roundInterval(), clock);
        FunctionCounter.builder("movein.swept", patrol, Patrol::swept).register(meters);
        return patrol;
    }

    @Singleton
    Watcher<V1Job> jobs(RunnerSettings settings, Lanes lanes, MeterRegistry meters) {
        return measured(meters, "job", Watcher.ofJobs(settings.access(),
                job -> RunRef.of(job.getMetadata()).ifPresent(lanes::nudge), settings.staleAfter(), clock));
    }

    @Singleton
    Watcher<V1Pod> pods(RunnerSettings settings, Lanes lanes, Follower follower, MeterRegistry meters) {
        return measured(meters, "pod", Watcher.ofPods(settings.access(), pod -> {
            follower.remember(pod);
            RunRef.of(pod.getMetadata()).ifPresent(lanes::nudge);
        }, settings.staleAfter(), clock));
    }

    @Singleton
    RecordLoop orders(RunnerSettings settings, Cluster cluster, Reports reports, Lanes lanes, Kafka kafka) {
        var orders = new Orders(cluster, reports, lanes::nudge, settings.runs(), settings.orders(), clock);
        return new RecordLoop("orders", Topic.RUN_ORDERS, "movein-runner", new OrderHandler(orders), kafka);
    }

    private static <T extends io.kubernetes.client.common.KubernetesObject> Watcher<T> measured(MeterRegistry meters, String kind, Watcher<T> watcher) {
        Gauge.builder("movein.watch.silence", watcher, it -> it.silence().toMillis() / 1000.0).tag("kind", kind)
                .baseUnit("seconds").register(meters);
        return watcher;
    }
}
