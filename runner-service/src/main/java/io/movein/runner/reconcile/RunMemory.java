package io.movein.runner.reconcile;

import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.contract.Traceparent;
import io.movein.model.Progress;
import io.movein.runner.run.LogTail;
import io.movein.runner.run.PendingReason;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one run in this process's life: what was told, so as not to tell it twice, and what was seen and
 * cannot be read again. Losing it costs a report told twice and a wait that begins anew, nothing else.
 */
final class RunMemory {
    Traceparent trace = Traceparent.begin();
    boolean started;
    boolean finished;

    @Nullable
    String pending;

    @Nullable
    Progress progress;

    Instant toldAt = Instant.MIN;
    LogTail tail = LogTail.NONE;

    @Nullable
    PendingReason waiting;

    final Set<String> removed = new LinkedHashSet<>();
    /** Pods that have ended, by uid: an end does not change, and a deleted pod cannot be asked again. */
    final Map<String, V1Pod> ended = new ConcurrentHashMap<>();
}
