package io.movein.runner.reconcile;

import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.runner.cluster.WatchEvent;
import io.movein.runner.cluster.WatchEvent.How;
import io.movein.runner.run.Pods;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What the watches have shown of one run: its Job and its pods, each as it was when a watch sent it. That is late by as long as a watch
 * takes, and lacks what no watch has shown; {@link WatchReading} says what it is good for. The watches write it, one reconciliation at
 * a time reads it.
 */
final class WatchCache {
    private final Map<String, V1Pod> pods = new ConcurrentHashMap<>();
    private final AtomicBoolean news = new AtomicBoolean();
    private final AtomicBoolean doubt = new AtomicBoolean();
    private volatile @Nullable V1Job job;

    void job(WatchEvent<V1Job> seen) {
        job = seen.how() == How.GONE ? null : seen.object();
        noted(seen);
    }

    void pod(WatchEvent<V1Pod> seen) {
        var uid = seen.object().getMetadata().getUid();
        if (seen.how() == How.GONE) {
            pods.remove(uid);
        } else {
            pods.put(uid, seen.object());
        }
        noted(seen);
    }

    private void noted(WatchEvent<?> seen) {
        if (seen.how() == How.LISTED) {
            doubt();
        }
        news.set(true);
    }

    /** Something happened that no watch shows, or that one may have missed: the next look reads the run afresh. */
    void doubt() {
        doubt.set(true);
    }

    /** Whether the look that begins is one for which nothing but a watch has asked. One that the time has come for reads afresh. */
    boolean isAllThatHappened() {
        var fresh = doubt.getAndSet(false);
        return news.getAndSet(false) && !fresh;
    }

    /** What was shown until now. */
    CachedRun current() {
        return new CachedRun(job, List.copyOf(pods.values()));
    }

    /** Does not change while it is looked at. */
    record CachedRun(@Nullable V1Job job, List<V1Pod> pods) {
        List<V1Pod> podsOf(V1Job job) {
            return pods.stream().filter(pod -> Pods.isOf(pod, job)).toList();
        }
    }
}
