package io.movein.runner.orders;

import io.kubernetes.client.openapi.models.V1Job;
import io.movein.contract.Traceparent;
import io.movein.model.FailureKind;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.order.StopRun;
import io.movein.runner.cluster.Cluster;
import io.movein.runner.cluster.Kind;
import io.movein.runner.cluster.Ledgers;
import io.movein.runner.cluster.RefusedException;
import io.movein.runner.cluster.UnavailableException;
import io.movein.runner.reconcile.ReportPublisher;
import io.movein.runner.run.Jobs;
import io.movein.runner.run.Ledger.Entry;
import io.movein.runner.run.Ledger.Stage;
import io.movein.runner.run.Pods;
import io.movein.runner.run.RunLabels;
import io.movein.runner.run.RunObjects;
import io.movein.runner.run.RunRef;
import io.movein.runner.run.Verdict;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** Ends a run: one that has not started never will, one that runs gets SIGTERM, one that has ended stays as it ended. */
final class Stop {
    private final Cluster cluster;
    private final Ledgers ledgers;
    private final ReportPublisher reports;
    private final Consumer<RunRef> enqueue;
    private final InstantSource clock;

    Stop(Cluster cluster, ReportPublisher reports, Consumer<RunRef> enqueue, InstantSource clock) {
        this.cluster = cluster;
        this.ledgers = new Ledgers(cluster);
        this.reports = reports;
        this.enqueue = enqueue;
        this.clock = clock;
    }

    void carryOut(StopRun order, RunRef run, Traceparent trace) {
        try {
            var stopped =
                    new Entry(Stage.STOPPED, run.id().migration(), "Stopped before it started: " + order.getReason());
            var entry = ledgers.open(run.namespace())
                    .update(
                            run,
                            before ->
                                    before.filter(it -> !it.is(Stage.LAUNCHING)).isPresent()
                                            ? Optional.empty()
                                            : Optional.of(stopped));
            if (entry.filter(it -> it.is(Stage.LAUNCHED)
                            && it.migration().equals(run.id().migration()))
                    .isPresent()) {
                job(run).ifPresent(job -> stop(job, order.getReason()));
            }
            enqueue.accept(run);
        } catch (RefusedException e) {
            withoutALedger(run, trace, e);
        }
    }

    /** Nothing runs in a namespace that is gone, and whatever ran there can tell nothing any more. */
    private void withoutALedger(RunRef run, Traceparent trace, RefusedException e) {
        if (cluster.get(Kind.NAMESPACE, "", run.namespace()).isPresent()) {
            throw new UnavailableException("the ledger of " + run.namespace() + ": " + e.getMessage());
        }
        reports.finished(
                run,
                trace,
                RunResult.newBuilder()
                        .setOutcome(RunOutcome.UNKNOWN)
                        .setFailure(FailureKind.OUTCOME_UNREADABLE)
                        .setDetail("The tenant's namespace was deleted; how the run ended cannot be read.")
                        .setFinishedAt(clock.instant())
                        .build());
    }

    private void stop(V1Job job, String reason) {
        if (Jobs.isEnding(job) || hasEnded(job)) {
            return;
        }
        var ended = RunObjects.ended(job, new Verdict(FailureKind.STOPPED_ON_REQUEST, "Stopped on request: " + reason));
        if (cluster.replace(Kind.JOB, ended).isEmpty()) {
            throw new UnavailableException(
                    "Job " + job.getMetadata().getName() + " was changed by someone else at the same time");
        }
    }

    private boolean hasEnded(V1Job job) {
        return cluster.list(Kind.POD, job.getMetadata().getNamespace(), RunLabels.OURS).stream()
                .filter(pod -> Pods.isOf(pod, job))
                .anyMatch(pod -> Pods.end(pod).isPresent());
    }

    private Optional<V1Job> job(RunRef run) {
        return cluster.get(Kind.JOB, run.namespace(), run.name()).filter(it -> run.owns(it.getMetadata()));
    }
}
