package io.movein.runner.run;

import static io.movein.runner.Samples.NOW;

import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A snapshot of a run about which nothing is odd, to be changed in one point. */
final class SnapshotSample {
    private final @Nullable V1Job job;
    private final List<V1Pod> pods;
    private List<CoreV1Event> events = List.of();
    private LogTail tail = LogTail.NONE;
    private @Nullable PendingReason waiting;
    private RunRecord record = RunRecord.NOTHING;
    private NodeState node = NodeState.ANSWERS;
    private boolean settled = true;
    private Instant now = NOW;

    SnapshotSample(@Nullable V1Job job, List<V1Pod> pods) {
        this.job = job;
        this.pods = pods;
    }

    SnapshotSample event(CoreV1Event event) {
        events = List.of(event);
        return this;
    }

    SnapshotSample tail(LogTail tail) {
        this.tail = tail;
        return this;
    }

    SnapshotSample waiting(@Nullable PendingReason waiting) {
        this.waiting = waiting;
        return this;
    }

    SnapshotSample record(RunRecord record) {
        this.record = record;
        return this;
    }

    SnapshotSample node(NodeState node) {
        this.node = node;
        return this;
    }

    SnapshotSample unsettled() {
        settled = false;
        return this;
    }

    SnapshotSample now(Instant now) {
        this.now = now;
        return this;
    }

    RunSnapshot get() {
        return new RunSnapshot(job, pods, events, tail, waiting, record, node, false, settled, now);
    }
}
