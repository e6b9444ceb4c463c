package io.movein.runner.reconcile;

import io.kubernetes.client.common.KubernetesObject;
import io.movein.runner.cluster.Cluster;
import io.movein.runner.cluster.Kind;
import io.movein.runner.run.Pods;
import io.movein.runner.run.RunLabels;
import io.movein.runner.run.RunRef;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Removes what belongs to a run, and only that. First the Job with its pods, then, once these are gone, the rest: a process
 * that is still ending keeps its network policy.
 */
public final class Removal {
    /** The ledger's note on a run whose state volume stays. */
    public static final String KEEP_STATE = "keep-state";

    private final Cluster cluster;

    public Removal(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Asks for as much as can go now. @return {@code kind/name} each */
    List<String> remove(RunRef run, boolean keepState) {
        var removed = new ArrayList<>(remove(Kind.JOB, run));
        if (removed.isEmpty()) {
            removePods(run);
        }
        if (!isThere(Kind.JOB, run) && !isThere(Kind.POD, run)) {
            Kind.BESIDE_THE_JOB.forEach(kind -> removed.addAll(remove(kind, run)));
            if (!keepState) {
                state(run).forEach(volume -> removed.add(delete(Kind.CLAIM, volume)));
            }
        }
        return removed;
    }

    /** Pods that have lost their Job are nobody's but ours. */
    void removePods(RunRef run) {
        of(Kind.POD, run).stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .forEach(pod -> delete(Kind.POD, pod));
    }

    /**
     * What holds the removal up, {@code kind/name} each, and on what node a pod is; empty: nothing is left. What stands beside the Job goes
     * only after it, and holds nothing up as long as that is there. Asks the API server afresh.
     */
    List<String> left(RunRef run, boolean keepState) {
        var first = processes(run);
        if (!first.isEmpty()) {
            return first;
        }
        var left = new ArrayList<String>();
        Kind.BESIDE_THE_JOB.forEach(kind -> left.addAll(names(kind, run)));
        if (!keepState) {
            state(run)
                    .forEach(it -> left.add(Kind.CLAIM + "/" + it.getMetadata().getName()));
        }
        return left;
    }

    /** The run's pods, and on what node each is; where there are none, its Job. */
    List<String> processes(RunRef run) {
        var pods = of(Kind.POD, run).stream()
                .map(pod -> "Pod/" + pod.getMetadata().getName()
                        + Pods.node(pod).map(node -> " on node " + node).orElse(""))
                .toList();
        return pods.isEmpty() ? names(Kind.JOB, run) : pods;
    }

    private List<String> names(Kind<?> kind, RunRef run) {
        return of(kind, run).stream()
                .map(it -> kind + "/" + it.getMetadata().getName())
                .toList();
    }

    public boolean isGone(RunRef run, boolean keepState) {
        return left(run, keepState).isEmpty();
    }

    public boolean hasState(RunRef run) {
        return !state(run).isEmpty();
    }

    private <T extends KubernetesObject> List<String> remove(Kind<T> kind, RunRef run) {
        return of(kind, run).stream().map(object -> delete(kind, object)).toList();
    }

    private <T extends KubernetesObject> String delete(Kind<T> kind, T object) {
        cluster.delete(kind, object);
        return kind + "/" + object.getMetadata().getName();
    }

    private boolean isThere(Kind<?> kind, RunRef run) {
        return !of(kind, run).isEmpty();
    }

    private <T extends KubernetesObject> List<T> of(Kind<T> kind, RunRef run) {
        return found(kind, run).filter(it -> run.owns(it.getMetadata())).toList();
    }

    /** ConfigMaps by their names: a right to list them would be one to read all of the tenant's. */
    private <T extends KubernetesObject> Stream<T> found(Kind<T> kind, RunRef run) {
        return kind == Kind.CONFIG_MAP
                ? Stream.of(run.configuration(), run.control())
                        .flatMap(name -> cluster.get(kind, run.namespace(), name).stream())
                : cluster.list(kind, run.namespace(), RunLabels.selector(run)).stream();
    }

    private List<io.kubernetes.client.openapi.models.V1PersistentVolumeClaim> state(RunRef run) {
        return cluster
                .get(Kind.CLAIM, run.namespace(), run.stateVolume())
                .filter(it -> RunLabels.isMoveins(it.getMetadata())
                        && RunLabels.value(it.getMetadata().getAnnotations(), RunLabels.MIGRATION)
                                .filter(run.id().migration().toString()::equals)
                                .isPresent())
                .stream()
                .toList();
    }
}
