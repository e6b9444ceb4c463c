package io.movein.runner.orders;

import io.kubernetes.client.openapi.models.V1Job;
import io.movein.model.FailureKind;
import io.movein.order.StopRun;
import io.movein.runner.cluster.Cluster;
import io.movein.runner.cluster.Kind;
import io.movein.runner.cluster.Ledgers;
import io.movein.runner.cluster.RefusedException;
import io.movein.runner.cluster.UnavailableException;
import io.movein.runner.run.Ledger.Entry;
import io.movein.runner.run.Ledger.Stage;
import io.movein.runner.run.RunObjects;
import io.movein.runner.run.RunObserver;
import io.movein.runner.run.RunRef;
import io.movein.runner.run.Verdict;
import java.util.Optional;
import java.util.function.Consumer;

/** Ends a run: one that has not started never will, one that runs gets SIGTERM, one that has ended stays as it ended. */
final class Stop {
    private final Cluster cluster;
    private final Ledgers ledgers;
    private final Consumer<RunRef> enqueue;

    Stop(Cluster cluster, Consumer<RunRef> enqueue) {
        this.cluster = cluster;
        this.ledgers = new Ledgers(cluster);
        this.enqueue = enqueue;
    }

    void carryOut(StopRun order, RunRef run) {
        try {
            var stopped =
                    new Entry(Stage.STOPPED, run.id().migration(), "Stopped before it started: " + order.getReason());
            var entry = ledgers.update(
                    run,
                    before -> before.filter(it -> !it.is(Stage.LAUNCHING)).isPresent()
                            ? Optional.empty()
                            : Optional.of(stopped));
            if (entry.filter(it -> it.is(Stage.LAUNCHED)
                            && it.migration().equals(run.id().migration()))
                    .isPresent()) {
                job(run).ifPresent(job -> stop(job, order.getReason()));
            }
            enqueue.accept(run);
        } catch (RefusedException e) {
            // no ledger can be written in a namespace that is gone, and nothing runs there
            job(run).ifPresent(_ -> {
                throw new UnavailableException("the ledger of " + run.namespace() + ": " + e.getMessage());
            });
        }
    }

    private void stop(V1Job job, String reason) {
        if (RunObserver.isEnding(job)) {
            return;
        }
        if (!cluster.replace(
                Kind.JOB,
                RunObjects.ended(job, new Verdict(FailureKind.STOPPED_ON_REQUEST, "Stopped on request: " + reason)))) {
            throw new UnavailableException(
                    "Job " + job.getMetadata().getName() + " was changed by another at the same time");
        }
    }

    private Optional<V1Job> job(RunRef run) {
        return cluster.get(Kind.JOB, run.namespace(), run.name()).filter(it -> run.owns(it.getMetadata()));
    }
}
