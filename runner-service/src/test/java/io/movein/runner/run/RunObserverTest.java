package io.movein.runner.run;

import static io.movein.runner.Samples.NOW;
import static io.movein.runner.Samples.RUN;
import static io.movein.runner.Samples.TRACE;
import static io.movein.runner.Samples.aSpec;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1ContainerState;
import io.kubernetes.client.openapi.models.V1ContainerStateRunning;
import io.kubernetes.client.openapi.models.V1ContainerStateTerminated;
import io.kubernetes.client.openapi.models.V1ContainerStateWaiting;
import io.kubernetes.client.openapi.models.V1ContainerStatus;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobCondition;
import io.kubernetes.client.openapi.models.V1JobStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodStatus;
import io.movein.model.FailureKind;
import io.movein.model.Progress;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.runner.run.Observation.Started;
import io.movein.runner.run.PendingReason.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunObserverTest {
    private static final Instant BEGAN = NOW.minusSeconds(300);
    private final RunObserver observer = new RunObserver(PendingTimeouts.defaults());
    private final V1Job job = RunObjects.resume(new RunObjects(RUN, aSpec(), RunSettings.defaults()).job(TRACE));

    @Test
    void tellsASuccessWhole() {
        var progress = Progress.newBuilder()
                .setPhase("copy")
                .setDone(1000L)
                .setTotal(1000L)
                .setUnit("objects")
                .build();
        var pod = ended(0, "Completed", "all\nthere");

        var seen = observer.observe(new RunSnapshot(
                is("Complete", ""), List.of(pod), List.of(), new LogTail(List.of("bye"), progress), null, NOW));

        assertThat(seen)
                .isEqualTo(new Observation(
                        null,
                        new Started(BEGAN, "node-1"),
                        progress,
                        new RunResult(
                                RunOutcome.SUCCEEDED,
                                FailureKind.NONE,
                                0,
                                "The process ended with exit code 0.",
                                "all\nthere",
                                List.of("bye"),
                                BEGAN,
                                NOW,
                                progress,
                                null),
                        null));
    }

    @Test
    void isRunningWhileTheContainerRuns() {
        var seen = look(job, running());

        assertThat(seen).isEqualTo(new Observation(null, new Started(BEGAN, "node-1"), null, null, null));
    }

    @Test
    void isNotOverBeforeTheJobSaysSo() {
        assertThat(look(job, ended(1, "Error", "")).result()).isNull();
    }

    @Test
    void saysNothingWhileItIsHeld() {
        var held = new RunObjects(RUN, aSpec(), RunSettings.defaults()).job(TRACE);

        assertThat(look(held)).isEqualTo(Observation.nothing());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            42  | Error                  | FAILED  | EXIT_CODE          | The process ended with exit code 42.
            137 | Error                  | FAILED  | EXIT_CODE          | The process ended with exit code 137 (killed, signal 9).
            137 | OOMKilled              | FAILED  | OUT_OF_MEMORY      | The process was killed because it needed more memory than was declared.
            0   | OOMKilled              | FAILED  | OUT_OF_MEMORY      | A part of the process was killed because it needed more memory than was declared, although the process ended with exit code 0.
            128 | StartError             | FAILED  | NOT_LAUNCHED       | The process could not be started: no such file
            137 | ContainerStatusUnknown | UNKNOWN | OUTCOME_UNREADABLE | The node lost sight of the container; how the run ended cannot be read.
            """)
    void tellsApartWhatTheContainerSays(
            int exitCode, String reason, RunOutcome outcome, FailureKind kind, String detail) {
        var result =
                look(is("Failed", ""), ended(exitCode, reason, "no such file")).result();

        assertThat(result)
                .extracting(RunResult::getOutcome, RunResult::getFailure, RunResult::getDetail)
                .containsExactly(outcome, kind, detail);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Evicted  | Usage of EmptyDir volume "scratch" exceeds the limit "1Gi".              | STORAGE_EXCEEDED
            Evicted  | Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. | STORAGE_EXCEEDED
            Evicted  | Container migration exceeded its local ephemeral storage limit "1Gi".    | STORAGE_EXCEEDED
            Evicted  | The node was low on resource: memory.                                    | NODE_LOST
            NodeLost | Node node-1 which was running pod x is unresponsive                      | NODE_LOST
            NodeShutdown | Pod was terminated in response to imminent node shutdown.             | NODE_LOST
            """)
    void tellsApartWhatThePodSays(String reason, String message, FailureKind kind) {
        var pod = ended(137, "Error", "");
        pod.getStatus().reason(reason).message(message);

        assertThat(look(is("Failed", ""), pod).result())
                .extracting(RunResult::getOutcome, RunResult::getFailure)
                .containsExactly(RunOutcome.FAILED, kind);
    }

    @Test
    void looksAtAllConditionsForADisruption() {
        var pod = ended(143, "Error", "");
        pod.getStatus()
                .addConditionsItem(condition("Ready", "False", ""))
                .addConditionsItem(condition("DisruptionTarget", "True", "DeletionByTaintManager"));

        assertThat(look(is("Failed", ""), pod).result())
                .extracting(RunResult::getFailure, RunResult::getDetail)
                .containsExactly(
                        FailureKind.NODE_LOST, "The node was lost or took the run away: DeletionByTaintManager");
    }

    @Test
    void doesNotCallItASuccessThatADrainEndedWithExitCodeZero() {
        var pod = ended(0, "Completed", "");
        pod.getStatus()
                .addConditionsItem(condition("DisruptionTarget", "True", "EvictionByEvictionAPI")
                        .lastTransitionTime(time(NOW.minusSeconds(20))));

        assertThat(look(is("Complete", ""), pod).result().getFailure()).isEqualTo(FailureKind.NODE_LOST);
    }

    @Test
    void doesNotCallItASuccessThatSomebodyEndedWithExitCodeZero() {
        var pod = ended(0, "Completed", "");
        pod.getMetadata().deletionTimestamp(time(NOW.plusSeconds(110))).deletionGracePeriodSeconds(120L);

        assertThat(look(is("Complete", ""), pod).result().getFailure()).isEqualTo(FailureKind.OUTCOME_UNREADABLE);
    }

    @Test
    void keepsTheEndOfARunThatEndedBeforeItWasTold() {
        RunObjects.ended(job, new Verdict(FailureKind.STOPPED_ON_REQUEST, "Stopped on request: enough"));
        var pod = ended(0, "Completed", "");
        pod.getMetadata().deletionTimestamp(time(NOW.plusSeconds(122))).deletionGracePeriodSeconds(120L);

        assertThat(look(is("Suspended", ""), pod).result().getOutcome()).isEqualTo(RunOutcome.SUCCEEDED);
    }

    @Test
    void callsItStoppedThatWasToldToWhateverItsExitCode() {
        RunObjects.ended(job, new Verdict(FailureKind.STOPPED_ON_REQUEST, "Stopped on request: enough"));
        var pod = ended(0, "Completed", "at file 17");
        pod.getMetadata().deletionTimestamp(time(NOW.plusSeconds(110))).deletionGracePeriodSeconds(120L);

        assertThat(look(is("Suspended", ""), pod).result())
                .extracting(
                        RunResult::getOutcome,
                        RunResult::getFailure,
                        RunResult::getExitCode,
                        RunResult::getTerminationMessage)
                .containsExactly(RunOutcome.STOPPED, FailureKind.STOPPED_ON_REQUEST, 0, "at file 17");
    }

    @Test
    void isNotOverWhileASuspendedRunStillEnds() {
        RunObjects.ended(job, new Verdict(FailureKind.STOPPED_ON_REQUEST, "Stopped on request: enough"));

        assertThat(look(is("Suspended", ""), running()).result()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Container migration for pod media/x failed with exit code 3 matching FailJob rule at index 1   | FAILED  | EXIT_CODE
            Container migration for pod media/x failed with exit code 137 matching FailJob rule at index 1 | UNKNOWN | OUTCOME_UNREADABLE
            Pod media/x has condition DisruptionTarget matching FailJob rule at index 0                    | FAILED  | NODE_LOST
            Job has reached the specified backoff limit                                                    | UNKNOWN | OUTCOME_UNREADABLE
            """)
    void readsFromTheJobWhatThePodCannotSayAnyMore(String message, RunOutcome outcome, FailureKind kind) {
        assertThat(look(is("Failed", message)).result())
                .extracting(RunResult::getOutcome, RunResult::getFailure)
                .containsExactly(outcome, kind);
    }

    @Test
    void doesNotGuessThatACompleteJobWithoutItsPodSucceeded() {
        assertThat(look(is("Complete", "")).result())
                .extracting(RunResult::getOutcome, RunResult::getFailure)
                .containsExactly(RunOutcome.UNKNOWN, FailureKind.OUTCOME_UNREADABLE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ErrImagePull               | no such host                                 | IMAGE         | IMAGE_NOT_PULLABLE
            ImagePullBackOff           | Back-off pulling image                       | IMAGE         | IMAGE_NOT_PULLABLE
            InvalidImageName           | couldn't parse image name                    | IMAGE         | IMAGE_NOT_PULLABLE
            CreateContainerConfigError | secret "old-host" not found                  | SECRET        | SECRET_MISSING
            CreateContainerConfigError | couldn't find key a in Secret media/old-host | SECRET        | SECRET_MISSING
            CreateContainerConfigError | container has runAsNonRoot and image will run as root | CONFIGURATION | NOT_LAUNCHED
            """)
    void endsWhatWouldWaitForEver(String reason, String message, Kind kind, FailureKind failure) {
        var pod = pod(
                "Pending",
                new V1ContainerState()
                        .waiting(new V1ContainerStateWaiting().reason(reason).message(message)));

        var first = observer.observe(new RunSnapshot(job, List.of(pod), List.of(), LogTail.NONE, null, NOW));
        var later = observer.observe(new RunSnapshot(
                job, List.of(pod), List.of(), LogTail.NONE, first.waiting(), NOW.plus(Duration.ofMinutes(5))));

        assertThat(first.waiting().kind()).isEqualTo(kind);
        assertThat(first.verdict()).isNull();
        assertThat(later.verdict().kind()).isEqualTo(failure);
        assertThat(later.verdict().detail()).contains(message).endsWith("(ended after 5 min)");
    }

    @Test
    void tellsWhyNoNodeTakesIt() {
        var pod = pod("Pending", null);
        pod.getStatus()
                .containerStatuses(null)
                .addConditionsItem(condition("PodScheduled", "False", "Unschedulable")
                        .message("0/3 nodes are available: 3 Insufficient memory."));

        assertThat(look(job, pod).waiting())
                .isEqualTo(new PendingReason(Kind.NODE, "0/3 nodes are available: 3 Insufficient memory.", NOW));
    }

    @Test
    void seesAMissingSecretThatShowsInAnEventOnly() {
        var pod = pod(
                "Pending", new V1ContainerState().waiting(new V1ContainerStateWaiting().reason("ContainerCreating")));
        var event = new CoreV1Event()
                .reason("FailedMount")
                .message("MountVolume.SetUp failed for volume \"secret-0\" : secret \"old-host\" not found");

        var seen = observer.observe(new RunSnapshot(job, List.of(pod), List.of(event), LogTail.NONE, null, NOW));

        assertThat(seen.waiting().kind()).isEqualTo(Kind.SECRET);
    }

    @Test
    void beginsTheWaitAnewWhenItWaitsForSomethingElse() {
        var pod = pod(
                "Pending",
                new V1ContainerState()
                        .waiting(new V1ContainerStateWaiting()
                                .reason("ErrImagePull")
                                .message("no")));
        var before = new PendingReason(Kind.NODE, "full", NOW.minus(Duration.ofHours(1)));

        var seen = observer.observe(new RunSnapshot(job, List.of(pod), List.of(), LogTail.NONE, before, NOW));

        assertThat(seen.verdict()).isNull();
        assertThat(seen.waiting().since()).isEqualTo(NOW);
    }

    private Observation look(V1Job job, V1Pod... pods) {
        return observer.observe(new RunSnapshot(job, List.of(pods), List.of(), LogTail.NONE, null, NOW));
    }

    private V1Job is(String condition, String message) {
        return job.status(new V1JobStatus()
                .addConditionsItem(new V1JobCondition().type("SomethingElse").status("True"))
                .addConditionsItem(
                        new V1JobCondition().type(condition).status("True").message(message)));
    }

    private static V1Pod running() {
        return pod("Running", new V1ContainerState().running(new V1ContainerStateRunning().startedAt(time(BEGAN))));
    }

    private static V1Pod ended(int exitCode, String reason, String message) {
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

    private static V1Pod pod(String phase, @Nullable V1ContainerState state) {
        return new V1Pod()
                .metadata(new V1ObjectMeta().name("x").uid("u").creationTimestamp(time(BEGAN)))
                .spec(new V1PodSpec().nodeName("node-1"))
                .status(new V1PodStatus()
                        .phase(phase)
                        .addContainerStatusesItem(new V1ContainerStatus().name("sidecar"))
                        .addContainerStatusesItem(
                                new V1ContainerStatus().name("migration").state(state)));
    }

    private static V1PodCondition condition(String type, String status, String reason) {
        return new V1PodCondition().type(type).status(status).reason(reason);
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
