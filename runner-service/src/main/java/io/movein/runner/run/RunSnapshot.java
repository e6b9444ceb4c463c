package io.movein.runner.run;

import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a launched run, just now and afresh.
 *
 * @param pods    the Job's; one that has ended may come from an earlier look, its end does not change any more
 * @param events  of the Job and its pods
 * @param tail    of the log, as last seen
 * @param waiting what it waited for at the last look; null where it did not
 */
public record RunSnapshot(
        @Nullable V1Job job,
        List<V1Pod> pods,
        List<CoreV1Event> events,
        LogTail tail,
        @Nullable PendingReason waiting,
        Instant now) {}
