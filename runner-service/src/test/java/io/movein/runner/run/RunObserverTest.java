package io.movein.runner.run;

import static io.movein.runner.Samples.NOW;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1ObjectReference;
import io.movein.model.FailureKind;
import io.movein.model.Progress;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.runner.run.Observation.Started;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunObserverTest extends ObservedRun {
    @Test
    void tellsASuccessWhole() {
        var progress = Progress.newBuilder()
                .setPhase("copy")
                .setDone(1000L)
                .setTotal(1000L)
                .setUnit("objects")
                .build();
        var pod = ended(0, "Completed", "all\nthere");

        var seen = observer.observe(seen(is("Complete", ""), pod)
                .tail(new LogTail(List.of("bye"), progress, List.of(), null, 0))
                .get());

        assertThat(seen)
                .extracting(Observation::waiting, Observation::started, Observation::progress, Observation::trouble)
                .containsExactly(null, new Started(BEGAN, "node-1"), progress, null);
        assertThat(seen.result())
                .isEqualTo(RunResult.newBuilder()
                        .setOutcome(RunOutcome.SUCCEEDED)
                        .setFailure(FailureKind.NONE)
                        .setExitCode(0)
                        .setDetail("The process ended with exit code 0.")
                        .setTerminationMessage("all\nthere")
                        .setLastLines(List.of("bye"))
                        .setStartedAt(BEGAN)
                        .setFinishedAt(NOW)
                        .setProgress(progress)
                        .build());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            42  | Error                  | FAILED  | EXIT_CODE          | The process ended with exit code 42.
            137 | Error                  | FAILED  | EXIT_CODE          | The process ended with exit code 137 (ended by signal 9, or its own exit code).
            137 | OOMKilled              | FAILED  | OUT_OF_MEMORY      | The process was killed because it needed more memory than was declared.
            0   | OOMKilled              | FAILED  | OUT_OF_MEMORY      | Part of the process was killed because it needed more memory than was declared, although the process ended with exit code 0.
            128 | StartError             | FAILED  | NOT_LAUNCHED       | The process could not be started: no such file
            137 | ContainerStatusUnknown | UNKNOWN | OUTCOME_UNREADABLE | The node lost track of the container; how the run ended cannot be read (the kubelet says: no such file).
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
                .containsExactly(FailureKind.NODE_LOST, "The node was lost or evicted the run: DeletionByTaintManager");
    }

    @Test
    void doesNotCallItASuccessThatADrainEndedWithExitCodeZero() {
        var pod = ended(0, "Completed", "");
        pod.getStatus()
                .addConditionsItem(condition("DisruptionTarget", "True", "EvictionByEvictionAPI")
                        .lastTransitionTime(time(NOW.minusSeconds(20))));

        assertThat(requireNonNull(look(is("Complete", ""), pod).result()).getFailure())
                .isEqualTo(FailureKind.NODE_LOST);
    }

    @Test
    void doesNotCallItASuccessThatSomebodyEndedWithExitCodeZeroWheneverThatWas() {
        var pod = ended(0, "Completed", "");
        pod.getMetadata().deletionTimestamp(time(NOW)).deletionGracePeriodSeconds(0L);

        assertThat(look(is("Complete", ""), pod).result())
                .extracting(RunResult::getFailure, RunResult::getDetail)
                .containsExactly(
                        FailureKind.OUTCOME_UNREADABLE,
                        "The process ended with exit code 0 after somebody deleted its pod, which does not show that it finished.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Killing   | spec.containers{migration} | OUTCOME_UNREADABLE
            Evicted   |                            | OUTCOME_UNREADABLE
            Preempted |                            | OUTCOME_UNREADABLE
            Killing   | spec.containers{sidecar}   | NONE
            Started   | spec.containers{migration} | NONE
            """)
    void believesTheEventsOfTheNodeAboutAnEndWithExitCodeZero(String reason, @Nullable String path, FailureKind kind) {
        var event = new CoreV1Event()
                .reason(reason)
                .involvedObject(new V1ObjectReference().uid("u").fieldPath(path));

        var seen = observer.observe(
                seen(is("Complete", ""), ended(0, "Completed", "")).event(event).get());

        assertThat(requireNonNull(seen.result()).getFailure()).isEqualTo(kind);
    }

    @Test
    void waitsUntilAnEndWithExitCodeZeroHasSettled() {
        var seen = observer.observe(
                seen(is("Complete", ""), ended(0, "Completed", "")).unsettled().get());

        assertThat(seen.result()).isNull();
    }

    @Test
    void keepsTheEndOfARunThatEndedBeforeItWasTold() {
        var before = look(job, ended(0, "Completed", "")).record();
        RunObjects.ended(job, new Verdict(FailureKind.STOPPED_ON_REQUEST, "Stopped on request: enough"));
        var pod = ended(0, "Completed", "");
        pod.getMetadata().deletionTimestamp(time(NOW.plusSeconds(122))).deletionGracePeriodSeconds(120L);

        var seen = observer.observe(seen(is("Suspended", ""), pod)
                .record(RunRecord.parse(before.text()))
                .get());

        assertThat(requireNonNull(seen.result()).getOutcome()).isEqualTo(RunOutcome.SUCCEEDED);
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
    void isNotOverWhileAPodOfALostJobCanStillRun() {
        var seen = observer.observe(seen(null, running()).get());

        assertThat(seen)
                .extracting(Observation::result, Observation::trouble)
                .containsExactly(
                        null,
                        "The run's Job is gone, but its process may still be running on node-1; Movein waits for it to end.");
    }

    @Test
    void tellsTheEndOfAPodThatHasLostItsJob() {
        var seen = observer.observe(seen(null, ended(3, "Error", "")).get());

        assertThat(requireNonNull(seen.result()).getDetail()).isEqualTo("The process ended with exit code 3.");
    }

    @Test
    void isNotOverWhereAPodWasDeletedByForceOnANodeThatDoesNotAnswer() {
        var before = look(job, running()).record();

        var silent = observer.observe(
                seen(is("Failed", "")).record(before).node(NodeState.SILENT).get());
        var off = observer.observe(seen(is("Failed", ""))
                .record(silent.record())
                .node(NodeState.OFF)
                .get());

        assertThat(silent.result()).isNull();
        assertThat(silent.silent()).isEqualTo("node-1");
        assertThat(off.result())
                .extracting(RunResult::getFailure, RunResult::getStartedAt)
                .containsExactly(FailureKind.NODE_LOST, BEGAN);
    }

    @Test
    void fencesARunThatAnotherSuspendsWhileItsProcessRuns() {
        job.getSpec().setSuspend(true);

        assertThat(look(job, running()).verdict())
                .isEqualTo(new Verdict(
                        FailureKind.OUTCOME_UNREADABLE, "Somebody suspended the run's Job while the process ran."));
    }

    @Test
    void saysThatAnotherSuspendedItAlsoWhereTheRunnerHasFencedItSince() {
        job.getSpec().setSuspend(true);
        var seen = look(job, running());
        RunObjects.ended(job, requireNonNull(seen.verdict()));
        var pod = ended(0, "Completed", "");
        pod.getMetadata().deletionTimestamp(time(NOW));

        var later = observer.observe(
                seen(is("Suspended", ""), pod).record(seen.record()).get());

        assertThat(requireNonNull(later.result()).getDetail()).contains("after somebody suspended its Job");
    }

    @Test
    void fencesARunWhoseProcessIsStartedASecondTimeAndGuessesNothing() {
        var before = look(job, running()).record();
        var second = running();
        second.getMetadata().uid("another");

        var seen = observer.observe(seen(job, second).record(before).get());
        RunObjects.ended(job, requireNonNull(seen.verdict()));
        var end = ended(0, "Completed", "");
        end.getMetadata().uid("another");
        var later = observer.observe(
                seen(is("Suspended", ""), end).record(seen.record()).get());

        assertThat(later.result())
                .extracting(RunResult::getOutcome, RunResult::getDetail)
                .containsExactly(RunOutcome.UNKNOWN, Endings.TWICE);
    }

    @Test
    void endsWhatWasPutBesideAProcessThatHasEnded() {
        var pod = ended(0, "Completed", "all there");
        pod.getStatus().phase("Running");

        var seen = look(job, pod);
        RunObjects.ended(job, requireNonNull(seen.verdict()));
        pod.getStatus().phase("Succeeded");
        pod.getMetadata().deletionTimestamp(time(NOW));
        var later = observer.observe(
                seen(is("Suspended", ""), pod).record(seen.record()).get());

        assertThat(requireNonNull(seen.verdict()).kind()).isEqualTo(FailureKind.NONE);
        assertThat(later.result())
                .extracting(RunResult::getOutcome, RunResult::getTerminationMessage)
                .containsExactly(RunOutcome.SUCCEEDED, "all there");
    }

    @Test
    void keepsTheKubeletsWordsApartFromTheProcesss() {
        var pod =
                ended(137, "ContainerStatusUnknown", "The container could not be located when the pod was terminated");

        assertThat(look(is("Failed", ""), pod).result())
                .extracting(RunResult::getTerminationMessage, RunResult::getExitCode, RunResult::getDetail)
                .containsExactly(
                        "",
                        null,
                        "The node lost track of the container; how the run ended cannot be read (the kubelet says: The container could not be located when the pod was terminated).");
    }

    @Test
    void saysThatATerminationMessageWasCut() {
        var result = look(is("Complete", ""), ended(0, "Completed", "half a line\n" + "x".repeat(4084)))
                .result();

        assertThat(requireNonNull(result).getTerminationMessage())
                .isEqualTo("(longer than 4,096 bytes; the beginning is lost)\n" + "x".repeat(4084));
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
}
