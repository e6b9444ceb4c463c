package io.movein.runner.orders;

import io.movein.order.ControlRun;
import io.movein.runner.cluster.Cluster;
import io.movein.runner.cluster.Kind;
import io.movein.runner.cluster.UnavailableException;
import io.movein.runner.run.ConfigMaps;
import io.movein.runner.run.Pods;
import io.movein.runner.run.RunLabels;
import io.movein.runner.run.RunRef;

/**
 * Passes a command on to the running process: appends it to the run's file of commands, once, and touches the pod, at which the
 * kubelet brings the file up to date at once instead of within a minute. A run that is not there any more needs no command.
 */
final class ControlProcess {
    private final Cluster cluster;

    ControlProcess(Cluster cluster) {
        this.cluster = cluster;
    }

    void carryOut(ControlRun order, RunRef run) {
        var commands =
                cluster.get(Kind.CONFIG_MAP, run.namespace(), run.control()).filter(it -> run.owns(it.getMetadata()));
        if (commands.isEmpty()) {
            return;
        }
        ConfigMaps.with(commands.get(), order.getControl()).ifPresent(next -> {
            if (cluster.replace(Kind.CONFIG_MAP, next).isEmpty()) {
                throw new UnavailableException(
                        "ConfigMap " + run.control() + " was changed by someone else at the same time");
            }
        });
        cluster.list(Kind.POD, run.namespace(), RunLabels.selector(run)).stream()
                .filter(pod -> run.owns(pod.getMetadata()) && !Pods.isOver(pod))
                .forEach(pod -> cluster.annotate(
                        Kind.POD, pod, RunLabels.CONTROL, order.getControl().getId()));
    }
}
