package io.movein.runner.orders;

import io.movein.contract.MigrationId;
import io.movein.contract.RunId;
import io.movein.contract.Traceparent;
import io.movein.order.ControlRun;
import io.movein.order.GiveUpNode;
import io.movein.order.LaunchRun;
import io.movein.order.StopRun;
import io.movein.order.TearDownRun;
import io.movein.runner.cluster.Cluster;
import io.movein.runner.reconcile.Launched;
import io.movein.runner.reconcile.ReportPublisher;
import io.movein.runner.run.RunRef;
import io.movein.runner.run.RunSettings;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/**
 * The orders. Each ends at once: what takes time (running, stopping, removing) is written down on the cluster and
 * followed from there, so no order waits for another run.
 */
public final class OrderRouter {
    private final Launch launch;
    private final Stop stop;
    private final ControlProcess control;
    private final NodeOff nodeOff;
    private final TearDown tearDown;

    /**
     * @param enqueue   that a run should be looked at
     * @param launched  what a launch leaves behind; a watch of its Job tells of it as well
     * @param tellAgain that it should be looked at, and everything told of it that was told before
     */
    public OrderRouter(
            Cluster cluster,
            ReportPublisher reports,
            Consumer<RunRef> enqueue,
            Consumer<Launched> launched,
            Consumer<RunRef> tellAgain,
            RunSettings runs,
            OrderSettings settings,
            InstantSource clock) {
        this.launch = new Launch(cluster, reports, enqueue, launched, tellAgain, runs, settings, clock);
        this.stop = new Stop(cluster, reports, enqueue, clock);
        this.control = new ControlProcess(cluster);
        this.nodeOff = new NodeOff(cluster, enqueue);
        this.tearDown = new TearDown(cluster, reports, enqueue);
    }

    /**
     * @throws io.movein.runner.cluster.UnavailableException the same order has to come again later
     * @throws IllegalArgumentException not an order
     */
    public void carryOut(SpecificRecord order, Traceparent trace) {
        switch (order) {
            case LaunchRun it ->
                launch.carryOut(
                        it, run(it.getMigration(), it.getRun(), it.getSpec().getNamespace()), trace);
            case StopRun it -> stop.carryOut(it, run(it.getMigration(), it.getRun(), it.getNamespace()), trace);
            case ControlRun it -> control.carryOut(it, run(it.getMigration(), it.getRun(), it.getNamespace()));
            case GiveUpNode it -> nodeOff.carryOut(it.getNamespace());
            case TearDownRun it -> tearDown.carryOut(it, run(it.getMigration(), it.getRun(), it.getNamespace()), trace);
            default ->
                throw new IllegalArgumentException(order.getSchema().getFullName() + " is no order to the runner");
        }
    }

    /**
     * The runner failed at this order, and would again. A launch gets its answer; what runs is followed as before.
     *
     * @throws io.movein.runner.cluster.UnavailableException it is to be answered when the order comes again
     */
    void failed(SpecificRecord order, Traceparent trace, Throwable error) {
        if (order instanceof LaunchRun it) {
            launch.failed(run(it.getMigration(), it.getRun(), it.getSpec().getNamespace()), trace, error);
        }
    }

    private static RunRef run(String migration, int run, String namespace) {
        return new RunRef(new RunId(MigrationId.parse(migration), run), namespace);
    }
}
