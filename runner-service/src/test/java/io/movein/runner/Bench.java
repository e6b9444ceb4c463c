package io.movein.runner;

import static io.movein.runner.Samples.NOW;
import static io.movein.runner.Samples.RUN;
import static io.movein.runner.Samples.TRACE;
import static io.movein.runner.Samples.launch;

import io.movein.contract.Message;
import io.movein.model.RunSpec;
import io.movein.report.RunFinished;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** The runner without threads, clock and network. */
final class Bench {
    Instant clock = NOW;
    /** As long as what happened to a process may show after its end. */
    Duration settle = Duration.ZERO;

    final InMemoryCluster cluster = new InMemoryCluster(() -> clock);
    final Map<String, List<String>> addresses = new HashMap<>();
    final Playing play = new Playing(cluster);
    final Resync resync = new Resync(cluster);
    final List<Message<?>> messages = new ArrayList<>();
    final ReportPublisher reports = new ReportPublisher(messages::add, () -> clock);
    RunReconciler reconciler = newReconciler();
    final OrderRouter orders = new OrderRouter(
            cluster,
            reports,
            run -> reconciler.doubt(run),
            launched -> reconciler.launched(launched),
            run -> reconciler.tellAgain(run),
            RunSettings.defaults(),
            OrderSettings.defaults(),
            () -> clock);

    void order(SpecificRecord order) {
        orders.carryOut(order, TRACE);
    }

    /** A run was ordered, and its process runs; the runner has not looked at it since. */
    void runs(RunSpec spec) {
        order(launch(RUN, spec));
        play.pods(RUN);
        play.runs(RUN);
    }

    /** A round, and again as long as something asks for it at once: here nothing takes time. */
    void look() {
        for (int i = 0; i < 3; i++) {
            resync.runs().forEach(reconciler::reconcile);
        }
    }

    /** How long after a look, at so much later, the next one is wanted. */
    Duration reconcilesAgainAfter(Duration later) {
        clock = clock.plus(later);
        return reconciler.reconcile(RUN).orElseThrow();
    }

    void restart() {
        reconciler = newReconciler();
    }

    /** What happens to Jobs and pods is shown by watches from now on; the runs that it happens to, those that people wait for first. */
    void watches(Consumer<RunRef> atOnce, Consumer<RunRef> soon) {
        var handler = new WatchHandler(reconciler, atOnce, soon);
        cluster.isWatchedBy(handler::job, handler::pod);
    }

    List<String> told() {
        return messages.stream().map(it -> it.body().getSchema().getName()).toList();
    }

    List<String> ids() {
        return messages.stream().map(Message::id).toList();
    }

    <T extends SpecificRecord> List<T> reports(Class<T> type) {
        return messages.stream()
                .map(Message::body)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    <T extends SpecificRecord> T only(Class<T> type) {
        var all = reports(type);
        if (all.size() != 1) {
            throw new AssertionError("expected one " + type.getSimpleName() + ", told was " + told());
        }
        return all.getFirst();
    }

    /** Outcome, failure and detail of the one RunFinished. */
    List<Object> result() {
        var result = only(RunFinished.class).getResult();
        return List.of(result.getOutcome(), result.getFailure(), result.getDetail());
    }

    private RunReconciler newReconciler() {
        return new RunReconciler(
                cluster,
                reports,
                new RunObserver(PendingTimeouts.defaults()),
                new ReconcileSettings(Duration.ofSeconds(10), Duration.ofSeconds(1), settle),
                host -> addresses.getOrDefault(host, List.of()),
                () -> clock);
    }
}
