package io.movein.runner.reconcile;

import io.movein.contract.Message;
import io.movein.contract.Traceparent;
import io.movein.model.Progress;
import io.movein.model.RunResult;
import io.movein.report.AlarmRaised;
import io.movein.report.NetworkChanged;
import io.movein.report.NodeSilent;
import io.movein.report.RunFinished;
import io.movein.report.RunPending;
import io.movein.report.RunProgressed;
import io.movein.report.RunStarted;
import io.movein.report.RunTornDown;
import io.movein.runner.run.LogTail;
import io.movein.runner.run.Observation.Started;
import io.movein.runner.run.RunRef;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What the runner tells review. What happens once has an id that says so; telling it again is the same message. */
public final class ReportPublisher {
    private static final String SOURCE = "/movein/runner";

    private final Consumer<Message<?>> outlet;
    private final InstantSource clock;

    /** @param outlet returns once the message is safe, or throws */
    public ReportPublisher(Consumer<Message<?>> outlet, InstantSource clock) {
        this.outlet = outlet;
        this.clock = clock;
    }

    public void pending(RunRef run, Traceparent trace, String reason) {
        tell(
                run,
                trace,
                "pending/" + clock.millis(),
                RunPending.newBuilder()
                        .setMigration(migration(run))
                        .setRun(run.id().run())
                        .setReason(reason)
                        .build());
    }

    void started(RunRef run, Traceparent trace, Started started) {
        started(run, trace, "started", started);
    }

    void stillRunning(RunRef run, Traceparent trace, Started started) {
        started(run, trace, "started/" + clock.millis(), started);
    }

    private void started(RunRef run, Traceparent trace, String what, Started started) {
        tell(
                run,
                trace,
                what,
                RunStarted.newBuilder()
                        .setMigration(migration(run))
                        .setRun(run.id().run())
                        .setStartedAt(started.at())
                        .setNode(started.node())
                        .build());
    }

    void progressed(RunRef run, Traceparent trace, Progress progress) {
        var now = clock.instant();
        tell(
                run,
                trace,
                "progressed/" + now.toEpochMilli(),
                RunProgressed.newBuilder()
                        .setMigration(migration(run))
                        .setRun(run.id().run())
                        .setProgress(progress)
                        .setAt(now)
                        .build());
    }

    /** The time of its line tells it apart, also for a runner that reads the log anew. */
    void alarm(RunRef run, Traceparent trace, LogTail.Raised raised) {
        tell(
                run,
                trace,
                "alarm/" + raised.time(),
                AlarmRaised.newBuilder()
                        .setMigration(migration(run))
                        .setRun(run.id().run())
                        .setAlarm(raised.alarm())
                        .setAt(clock.instant())
                        .build());
    }

    void networkChanged(RunRef run, Traceparent trace, List<String> added, List<String> dropped) {
        tell(
                run,
                trace,
                "network/" + clock.millis(),
                NetworkChanged.newBuilder()
                        .setMigration(migration(run))
                        .setRun(run.id().run())
                        .setAdded(added)
                        .setDropped(dropped)
                        .setAt(clock.instant())
                        .build());
    }

    void nodeSilent(RunRef run, Traceparent trace, String node) {
        node(run, trace, node, clock.instant());
    }

    void nodeAnswers(RunRef run, Traceparent trace, String node) {
        node(run, trace, node, null);
    }

    private void node(RunRef run, Traceparent trace, String node, @Nullable Instant since) {
        tell(
                run,
                trace,
                "node/" + clock.millis(),
                NodeSilent.newBuilder()
                        .setMigration(migration(run))
                        .setRun(run.id().run())
                        .setNode(node)
                        .setSince(since)
                        .build());
    }

    public void finished(RunRef run, Traceparent trace, RunResult result) {
        tell(
                run,
                trace,
                "finished",
                RunFinished.newBuilder()
                        .setMigration(migration(run))
                        .setRun(run.id().run())
                        .setResult(result)
                        .build());
    }

    /** @param last false: an order that removes the state volume too may follow, and is answered on its own */
    public void tornDown(RunRef run, Traceparent trace, boolean last, boolean keptState, List<String> removed) {
        tell(
                run,
                trace,
                last ? "torn-down/final" : "torn-down",
                RunTornDown.newBuilder()
                        .setMigration(migration(run))
                        .setRun(run.id().run())
                        .setKeptState(keptState)
                        .setRemoved(removed)
                        .build());
    }

    private void tell(RunRef run, Traceparent trace, String what, SpecificRecord body) {
        outlet.accept(new Message<>(
                run.id().orderId(what), SOURCE, run.id().migration(), clock.instant(), trace.child(), body));
    }

    private static String migration(RunRef run) {
        return run.id().migration().toString();
    }
}
