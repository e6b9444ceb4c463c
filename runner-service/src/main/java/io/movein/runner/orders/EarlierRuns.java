package io.movein.runner.orders;

import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.contract.Traceparent;
import io.movein.contract.issue.IssueLabels.Button;
import io.movein.runner.cluster.Cluster;
import io.movein.runner.cluster.Kind;
import io.movein.runner.cluster.UnavailableException;
import io.movein.runner.reconcile.ReportPublisher;
import io.movein.runner.run.Ledger;
import io.movein.runner.run.NodeState;
import io.movein.runner.run.Pods;
import io.movein.runner.run.RunLabels;
import io.movein.runner.run.RunRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Holds a run back while a container of an earlier run of the same tenant may be alive: two of them would write to the same
 * storage. A pod counts until it is over; a pod that was deleted by force on a node that does not answer counts too. Where that is
 * why, it is said, with the word by which an operator can end it.
 */
final class EarlierRuns {
    private final Cluster cluster;
    private final ReportPublisher reports;
    /** What was told of a run that is held back, so as to tell it once. */
    private final Map<RunRef, String> told = new ConcurrentHashMap<>();

    EarlierRuns(Cluster cluster, ReportPublisher reports) {
        this.cluster = cluster;
        this.reports = reports;
    }

    /**
     * @param pods of the tenant, those of all runs among them
     * @throws UnavailableException one may be
     */
    void requireThatNoneIsAlive(RunRef run, List<V1Pod> pods, Ledger ledger, Traceparent trace) {
        refuse(run, Stream.concat(alive(run, pods), unseen(run, ledger)).findFirst(), trace);
    }

    /** @throws UnavailableException the ledger knows of one that may be */
    void requireThatNoEndIsUnseen(RunRef run, Ledger ledger, Traceparent trace) {
        refuse(run, unseen(run, ledger).findFirst(), trace);
    }

    private void refuse(RunRef run, Optional<String> alive, Traceparent trace) {
        alive.ifPresent(it -> {
            var reason = "a process of an earlier run may still be alive: " + it;
            if (!reason.equals(told.put(run, reason))) {
                reports.pending(run, trace, reason);
            }
            throw new UnavailableException(reason);
        });
    }

    void forget(RunRef run) {
        told.remove(run);
    }

    private Stream<String> alive(RunRef run, List<V1Pod> pods) {
        return pods.stream()
                .filter(pod -> RunLabels.isARuns(pod.getMetadata()))
                .filter(pod -> !Pods.isOver(pod) && !run.owns(pod.getMetadata()))
                .map(pod -> "pod " + pod.getMetadata().getName()
                        + Pods.node(pod).map(this::on).orElse(""));
    }

    private Stream<String> unseen(RunRef run, Ledger ledger) {
        return ledger.mayStillRun().entrySet().stream()
                .filter(it -> !it.getKey().equals(run.name()))
                .map(it -> it.getKey() + ", whose end has not been seen"
                        + Optional.ofNullable(it.getValue().node())
                                .map(this::on)
                                .orElse(""));
    }

    private String on(String node) {
        var isSilent = NodeState.of(cluster.get(Kind.NODE, "", node)) == NodeState.SILENT;
        return " on node " + node
                + (isSilent
                        ? ", which does not answer; an operator who knows that it is off for good sets the label "
                                + Button.NODE_OFF.label()
                        : "");
    }
}
