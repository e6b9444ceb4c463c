package io.movein.runner.reconcile;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.runner.cluster.Cluster;
import io.movein.runner.cluster.Kind;
import io.movein.runner.run.Pods;
import io.movein.runner.run.RunLabels;
import io.movein.runner.run.RunRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

    /**
     * What a step of a removal came to, {@code kind/name} each.
     *
     * @param removed what it asked to go
     * @param left    what holds the removal up, and on what node a pod is; empty: nothing is left. What stands beside the Job goes only
     *                after it, and holds nothing up as long as that is there
     */
    record Step(List<String> removed, List<String> left) {}

    /** As {@link #remove(RunRef, boolean, Known)} does it where nothing is known. */
    Step remove(RunRef run, boolean keepState) {
        return remove(run, keepState, Known.NOTHING);
    }

    /**
     * What needs no asking, as a deletion says by its uid which object it means.
     *
     * @param job  as a watch shows it
     * @param made all that there is of the run beside its Job; null: not known
     */
    record Known(Optional<V1Job> job, @Nullable List<KubernetesObject> made) {
        static final Known NOTHING = new Known(Optional.empty(), null);
    }

    /** Asks for as much as can go now. Each kind is asked for once: the API server says itself what its deletion has not taken away. */
    Step remove(RunRef run, boolean keepState, Known known) {
        var step = new Step(new ArrayList<>(), new ArrayList<>());
        remove(Kind.JOB, known.job().map(List::of).orElseGet(() -> of(Kind.JOB, run)), step);
        // after the Job, which makes no more of them
        var pods = of(Kind.POD, run).stream()
                .filter(pod -> !step.removed().isEmpty() || !wentAtOnce(pod))
                .map(Removal::placed)
                .toList();
        if (!pods.isEmpty() || !step.left().isEmpty()) {
            return pods.isEmpty() ? step : new Step(step.removed(), pods);
        }
        if (known.made() == null) {
            Kind.BESIDE_THE_JOB.forEach(kind -> remove(kind, run, step));
        } else {
            Kind.BESIDE_THE_JOB.forEach(kind -> remove(kind, run, known.made(), step));
        }
        if (!keepState) {
            remove(Kind.CLAIM, state(run), step);
        }
        return step;
    }

    /** The state volume among them is the migration's, not the run's. */
    private <T extends KubernetesObject> void remove(Kind<T> kind, RunRef run, List<KubernetesObject> made, Step step) {
        var objects = made.stream()
                .filter(kind.type()::isInstance)
                .map(kind.type()::cast)
                .filter(it -> run.owns(it.getMetadata()))
                .toList();
        remove(kind, objects, step);
    }

    /** Asks for the deletion of a pod that has lost its Job, and is nobody's but ours. */
    private boolean wentAtOnce(V1Pod pod) {
        return !Pods.isTerminating(pod) && cluster.delete(Kind.POD, pod);
    }

    /** Pods that have lost their Job are nobody's but ours. */
    void removePods(RunRef run) {
        of(Kind.POD, run).forEach(this::wentAtOnce);
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
        var pods = of(Kind.POD, run).stream().map(Removal::placed).toList();
        return pods.isEmpty() ? names(Kind.JOB, run) : pods;
    }

    private static String placed(V1Pod pod) {
        return "Pod/" + pod.getMetadata().getName()
                + Pods.node(pod).map(node -> " on node " + node).orElse("");
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

    private <T extends KubernetesObject> void remove(Kind<T> kind, RunRef run, Step step) {
        remove(kind, of(kind, run), step);
    }

    private <T extends KubernetesObject> void remove(Kind<T> kind, List<T> objects, Step step) {
        for (var object : objects) {
            var name = kind + "/" + object.getMetadata().getName();
            step.removed().add(name);
            if (!cluster.delete(kind, object)) {
                step.left().add(name);
            }
        }
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

    private List<V1PersistentVolumeClaim> state(RunRef run) {
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
