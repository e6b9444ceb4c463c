package io.movein.runner;

import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.contract.Message;
import io.movein.report.RunFinished;
import io.movein.runner.cluster.Access;
import io.movein.runner.cluster.KubernetesCluster;
import io.movein.runner.cluster.Watcher;
import io.movein.runner.follow.FollowSettings;
import io.movein.runner.follow.Follower;
import io.movein.runner.follow.Lanes;
import io.movein.runner.follow.Patrol;
import io.movein.runner.follow.Reports;
import io.movein.runner.follow.Rounds;
import io.movein.runner.orders.OrderSettings;
import io.movein.runner.orders.Orders;
import io.movein.runner.run.Observer;
import io.movein.runner.run.RunRef;
import io.movein.runner.run.RunSettings;
import io.movein.runner.run.WaitLimits;
import io.movein.runtime.Worker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.specific.SpecificRecord;

/** The runner on a cluster with an API server, without Kafka: orders are given by the test, reports are kept in a list. */
final class Rig implements AutoCloseable {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final RunSettings RUNS =
            new RunSettings(Duration.ofSeconds(5), 64L << 20, 1L << 30, null, null, Map.of(), List.of());

    final List<Message<?>> messages = new CopyOnWriteArrayList<>();
    final Orders orders;
    final Watcher<V1Job> jobs;
    final Watcher<V1Pod> pods;
    private final List<Worker> workers = new ArrayList<>();

    private Rig(Access access, Duration rounds, Duration staleAfter, boolean watching) {
        var clock = InstantSource.system();
        var cluster = new KubernetesCluster(access.client());
        var reports = new Reports(messages::add, clock);
        var limits = new WaitLimits(SECOND, SECOND, Duration.ofMinutes(1), Duration.ofMinutes(1));
        var follower = new Follower(cluster, reports, new Observer(limits),
                new FollowSettings(Duration.ofMillis(200), Duration.ofMillis(100)), clock);
        var lanes = new Lanes(2, follower::look);
        orders = new Orders(cluster, reports, lanes::nudge, RUNS, OrderSettings.defaults(), clock);
        jobs = Watcher.ofJobs(access, job -> RunRef.of(job.getMetadata()).ifPresent(lanes::nudge), staleAfter, clock);
        pods = Watcher.ofPods(access, pod -> {
            follower.remember(pod);
            RunRef.of(pod.getMetadata()).ifPresent(lanes::nudge);
        }, staleAfter, clock);
        workers.addAll(List.of(lanes, new Patrol(new Rounds(cluster), lanes::nudge, rounds, clock)));
        if (watching) {
            workers.addAll(List.of(jobs, pods));
        }
        workers.forEach(Worker::start);
    }

    static Rig start(Access access) {
        return new Rig(access, Duration.ofMinutes(5), Duration.ofMinutes(3), true);
    }

    /** Nothing but rounds tells it that something has happened. */
    static Rig withoutWatches(Access access) {
        return new Rig(access, Duration.ofMillis(300), Duration.ofMinutes(3), false);
    }

    static Rig withShortPatience(Access access, Duration staleAfter) {
        return new Rig(access, Duration.ofMinutes(5), staleAfter, true);
    }

    void order(SpecificRecord order) {
        orders.carryOut(order, Samples.TRACE);
    }

    <T extends SpecificRecord> T awaits(Class<T> type, RunRef run) {
        return Until.present(type.getSimpleName() + " of " + run + ", told: " + told(run), () -> messages.stream()
                .filter(it -> it.id().startsWith(run.id() + "/")).map(Message::body).filter(type::isInstance).map(type::cast).findFirst());
    }

    /** Outcome, failure and detail. */
    List<Object> result(RunRef run) {
        var result = awaits(RunFinished.class, run).getResult();
        return List.of(result.getOutcome(), result.getFailure(), result.getDetail());
    }

    List<String> told(RunRef run) {
        return messages.stream().filter(it -> it.id().startsWith(run.id() + "/")).map(it -> it.body().getSchema().getName()).toList();
    }

    @Override
    public void close() {
        workers.reversed().forEach(Worker::stop);
    }
}
