package io.movein.runner.run;

import static io.movein.runner.Samples.NOW;
import static io.movein.runner.Samples.RUN;
import static io.movein.runner.Samples.TRACE;
import static io.movein.runner.Samples.aSpec;

import io.kubernetes.client.openapi.models.V1ContainerState;
import io.kubernetes.client.openapi.models.V1ContainerStateRunning;
import io.kubernetes.client.openapi.models.V1ContainerStateTerminated;
import io.kubernetes.client.openapi.models.V1ContainerStatus;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobCondition;
import io.kubernetes.client.openapi.models.V1JobStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodStatus;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run as the cluster shows it. */
abstract class ObservedRun {
    static final Instant BEGAN = NOW.minusSeconds(300);
    final RunObserver observer = new RunObserver(PendingTimeouts.defaults());
    final V1Job job = RunObjects.resume(new RunObjects(RUN, aSpec(), RunSettings.defaults()).job(TRACE));

    Observation look(V1Job job, V1Pod... pods) {
        return observer.observe(seen(job, pods).get());
    }

    static SnapshotSample seen(@Nullable V1Job job, V1Pod... pods) {
        return new SnapshotSample(job, List.of(pods));
    }

    V1Job is(String condition, String message) {
        return job.status(new V1JobStatus()
                .addConditionsItem(new V1JobCondition().type("SomethingElse").status("True"))
                .addConditionsItem(
                        new V1JobCondition().type(condition).status("True").message(message)));
    }

    static V1Pod running() {
        return pod("Running", new V1ContainerState().running(new V1ContainerStateRunning().startedAt(time(BEGAN))));
    }

    static V1Pod ended(int exitCode, String reason, String message) {
        return pod(
                exitCode == 0 ? "Succeeded" : "Failed",
                new V1ContainerState()
                        .terminated(new V1ContainerStateTerminated()
                                .exitCode(exitCode)
                                .reason(reason)
                                .message(message)
                                .startedAt(time(BEGAN))
                                .finishedAt(time(NOW))));
    }

    static V1Pod pod(String phase, @Nullable V1ContainerState state) {
        return new V1Pod()
                .metadata(new V1ObjectMeta().name("x").uid("u").creationTimestamp(time(BEGAN)))
                .spec(new V1PodSpec().nodeName("node-1"))
                .status(new V1PodStatus()
                        .phase(phase)
                        .addContainerStatusesItem(new V1ContainerStatus().name("sidecar"))
                        .addContainerStatusesItem(
                                new V1ContainerStatus().name("migration").state(state)));
    }

    static V1PodCondition condition(String type, String status, String reason) {
        return new V1PodCondition().type(type).status(status).reason(reason);
    }

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
