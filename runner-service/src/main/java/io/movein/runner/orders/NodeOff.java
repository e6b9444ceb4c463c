package io.movein.runner.orders;

import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.model.FailureKind;
import io.movein.runner.cluster.Cluster;
import io.movein.runner.cluster.Kind;
import io.movein.runner.cluster.Ledgers;
import io.movein.runner.cluster.OpenLedger;
import io.movein.runner.cluster.UnavailableException;
import io.movein.runner.run.Jobs;
import io.movein.runner.run.NodeState;
import io.movein.runner.run.Pods;
import io.movein.runner.run.RunLabels;
import io.movein.runner.run.RunObjects;
import io.movein.runner.run.RunRecord;
import io.movein.runner.run.RunRef;
import io.movein.runner.run.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Takes an operator's word that the nodes which do not answer are off: what a tenant's runs have started there counts as over, and their
 * pods, which nobody will ever end, leave the API. First the word is kept in the ledger, and the Job fenced, which would start another pod
 * in the place of the lost one. A node that answers is none of its business.
 */
final class NodeOff {
    private final Cluster cluster;
    private final Ledgers ledgers;
    private final Consumer<RunRef> enqueue;

    NodeOff(Cluster cluster, Consumer<RunRef> enqueue) {
        this.cluster = cluster;
        this.ledgers = new Ledgers(cluster);
        this.enqueue = enqueue;
    }

    void carryOut(String namespace) {
        var ledger = ledgers.open(namespace);
        ledger.ledger().open().forEach(run -> giveUp(run, ledger));
    }

    private void giveUp(RunRef run, OpenLedger ledger) {
        var record = ledger.ledger().record(run);
        var pods = cluster.list(Kind.POD, run.namespace(), RunLabels.selector(run)).stream()
                .filter(pod -> run.owns(pod.getMetadata()) && !Pods.isOver(pod) && isSilent(Pods.node(pod)))
                .toList();
        var vanished = record.mayStillRun() && isSilent(Optional.ofNullable(record.node()));
        if (vanished || !pods.isEmpty()) {
            ledger.remember(run, record.onANodeThatIsOff());
            cluster.get(Kind.JOB, run.namespace(), run.name())
                    .filter(job -> run.owns(job.getMetadata()) && !Jobs.isEnding(job))
                    .ifPresent(job -> fence(job, pods, record));
            pods.forEach(pod -> cluster.deleteNow(Kind.POD, pod));
        }
        enqueue.accept(run);
    }

    private void fence(V1Job job, List<V1Pod> pods, RunRecord record) {
        var node = pods.stream()
                .flatMap(pod -> Pods.node(pod).stream())
                .findFirst()
                .orElse(record.node());
        var lost = new Verdict(
                FailureKind.NODE_LOST,
                "The node was lost or evicted the run: node " + node
                        + " did not answer, and an operator has said that it is off");
        if (cluster.replace(Kind.JOB, RunObjects.ended(job, lost)).isEmpty()) {
            throw new UnavailableException(
                    "Job " + job.getMetadata().getName() + " was changed by someone else at the same time");
        }
    }

    private boolean isSilent(Optional<String> node) {
        return Stream.of(node)
                .flatMap(Optional::stream)
                .filter(name -> !name.isEmpty())
                .anyMatch(name -> NodeState.of(cluster.get(Kind.NODE, "", name)) == NodeState.SILENT);
    }
}
