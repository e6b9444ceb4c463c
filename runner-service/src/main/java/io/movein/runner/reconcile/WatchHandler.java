package io.movein.runner.reconcile;

import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.runner.cluster.WatchEvent;
import io.movein.runner.cluster.WatchEvent.How;
import io.movein.runner.run.Jobs;
import io.movein.runner.run.Pods;
import io.movein.runner.run.RunRef;
import java.util.function.Consumer;

/** Passes on what the watches see: to what is remembered of its run, and that this is to be looked at, at once where people wait for it. */
public final class WatchHandler {
    private final RunReconciler reconciler;
    private final Consumer<RunRef> atOnce;
    private final Consumer<RunRef> soon;

    /**
     * @param atOnce that a run should be looked at
     * @param soon   that it should be, and that more of it is likely to be shown in the same moment
     */
    public WatchHandler(RunReconciler reconciler, Consumer<RunRef> atOnce, Consumer<RunRef> soon) {
        this.reconciler = reconciler;
        this.atOnce = atOnce;
        this.soon = soon;
    }

    public void job(WatchEvent<V1Job> seen) {
        RunRef.of(seen.object().getMetadata()).ifPresent(run -> {
            reconciler.watched(run).job(seen);
            enqueue(run, seen.how() == How.CHANGED && Jobs.isOver(seen.object()));
        });
    }

    /** The end of its process is told with the end of its Job, which is about to come. */
    public void pod(WatchEvent<V1Pod> seen) {
        reconciler.remember(seen.object());
        RunRef.of(seen.object().getMetadata()).ifPresent(run -> {
            reconciler.watched(run).pod(seen);
            var runs = Pods.hasOutput(seen.object()) && Pods.end(seen.object()).isEmpty();
            enqueue(run, seen.how() == How.GONE || seen.how() == How.CHANGED && runs);
        });
    }

    private void enqueue(RunRef run, boolean isWaitedFor) {
        (isWaitedFor ? atOnce : soon).accept(run);
    }
}
