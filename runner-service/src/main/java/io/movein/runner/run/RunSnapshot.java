package io.movein.runner.run;

import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a launched run, just now and afresh, and what is known of it from before.
 *
 * @param pods          the run's; one that has ended may come from an earlier look, its end does not change any more
 * @param events        of the Job and its pods, where there was cause to ask
 * @param tail          of the log, as last seen
 * @param waiting       what it waited for at the last look; null where it did not
 * @param record        what was seen before
 * @param node          the state of the node that its pod is on
 * @param namespaceGoes the tenant's namespace is being deleted, or is gone
 * @param settled       its process has ended, and what happened around that has had the time to show
 */
public record RunSnapshot(
        @Nullable V1Job job,
        List<V1Pod> pods,
        List<CoreV1Event> events,
        LogTail tail,
        @Nullable PendingReason waiting,
        RunRecord record,
        NodeState node,
        boolean namespaceGoes,
        boolean settled,
        Instant now) {

    RunSnapshot with(RunRecord record) {
        return new RunSnapshot(job, pods, events, tail, waiting, record, node, namespaceGoes, settled, now);
    }
}
