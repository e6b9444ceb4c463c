package io.movein.simulation;

import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.contract.Topic;
import io.movein.runner.cluster.UnavailableException;
import io.movein.runner.cluster.WatchEvent;
import io.movein.runner.orders.OrderRouter;
import io.movein.runner.orders.OrderSettings;
import io.movein.runner.reconcile.ReconcileSettings;
import io.movein.runner.reconcile.ReportPublisher;
import io.movein.runner.reconcile.Resync;
import io.movein.runner.reconcile.RunReconciler;
import io.movein.runner.reconcile.WatchHandler;
import io.movein.runner.run.PendingTimeouts;
import io.movein.runner.run.RunObserver;
import io.movein.runner.run.RunRef;
import io.movein.runner.run.RunSettings;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The runner's two loops and its watches, which are late, without their threads. */
final class Runner {
    private final Set<RunRef> queued = new LinkedHashSet<>();
    /** What has happened and was not seen yet, oldest first. */
    private final Deque<WatchEvent<?>> coming = new ArrayDeque<>();

    private final Chance chance;
    private final SimulatedKafka kafka;
    private final SimulatedCluster cluster;
    private final Supplier<Instant> clock;
    private OrderRouter orders;
    private RunReconciler reconciler;

    Runner(Chance chance, SimulatedKafka kafka, SimulatedCluster cluster, Supplier<Instant> clock) {
        this.chance = chance;
        this.kafka = kafka;
        this.cluster = cluster;
        this.clock = clock;
        orders = orders();
        reconciler = reconciler();
        watchAnew();
    }

    /** What was only remembered is gone. */
    void restart() {
        orders = orders();
        reconciler = reconciler();
        queued.clear();
        watchAnew();
    }

    private void watchAnew() {
        coming.clear();
        coming.addAll(cluster.watch.begin(coming::add));
    }

    private void sees() {
        if (chance.strikes(40)) {
            watchAnew(); // the API server has forgotten what came since
        }
        var handler = new WatchHandler(reconciler, queued::add, queued::add);
        for (var more = chance.isCalm() ? coming.size() : chance.below(coming.size() + 1); more > 0; more--) {
            see(handler, coming.remove());
        }
    }

    @SuppressWarnings("unchecked") // by its class
    private static void see(WatchHandler handler, WatchEvent<?> seen) {
        if (seen.object() instanceof V1Job) {
            handler.job((WatchEvent<V1Job>) seen);
        } else {
            handler.pod((WatchEvent<V1Pod>) seen);
        }
    }

    boolean hasRuns() {
        return !queued.isEmpty() || !coming.isEmpty();
    }

    void looksAtAll() {
        List.copyOf(queued).forEach(_ -> looks());
    }

    /** False: the API server is away. */
    boolean looksAround() {
        try {
            queued.addAll(new Resync(cluster).runs());
            return true;
        } catch (UnavailableException later) {
            return false;
        }
    }

    private OrderRouter orders() {
        return new OrderRouter(
                cluster,
                reports(),
                run -> {
                    reconciler.doubt(run);
                    queued.add(run);
                },
                launched -> {
                    reconciler.launched(launched);
                    queued.add(launched.run());
                },
                run -> {
                    reconciler.tellAgain(run);
                    queued.add(run);
                },
                RunSettings.defaults(),
                OrderSettings.defaults(),
                clock::get);
    }

    private RunReconciler reconciler() {
        return new RunReconciler(
                cluster,
                reports(),
                new RunObserver(PendingTimeouts.defaults()),
                ReconcileSettings.defaults(),
                _ -> List.of(),
                clock::get);
    }

    private ReportPublisher reports() {
        return new ReportPublisher(message -> kafka.publish(Topic.RUN_REPORTS, message), clock::get);
    }

    void reads() {
        kafka.oneWithMore(Topic.RUN_ORDERS).ifPresent(partition -> {
            var message = kafka.read(partition, 0);
            try {
                orders.carryOut(message.body(), message.trace());
                partition.commit(1);
            } catch (UnavailableException later) {
                // the same order comes again
            }
        });
    }

    void looks() {
        sees();
        if (queued.isEmpty()) {
            return;
        }
        var run = chance.oneOf(List.copyOf(queued));
        queued.remove(run);
        try {
            reconciler.reconcile(run).ifPresent(_ -> queued.add(run));
        } catch (UnavailableException later) {
            queued.add(run);
        }
    }
}
