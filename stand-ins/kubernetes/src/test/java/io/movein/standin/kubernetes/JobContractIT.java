package io.movein.standin.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a Job lives and ends; the test plays the kubelet. */
class JobContractIT extends Contract {
    private static final String SUSPENDED = "Suspended=True JobSuspended: Job suspended";

    @Test
    void makesOnePodThatBelongsToTheJob() throws ApiException {
        var uid = scene.job("a", "").at("/metadata/uid").asText();

        var pod = scene.core.readNamespacedPod(scene.pod("a"), scene.namespace).execute();
        var owner = pod.getMetadata().getOwnerReferences().getFirst();
        assertThat(pod.getMetadata().getName()).matches("a-[bcdfghjklmnpqrstvwxz2456789]{5}");
        assertThat(pod.getMetadata().getFinalizers()).containsExactly("batch.kubernetes.io/job-tracking");
        assertThat(pod.getMetadata().getLabels())
                .containsEntry("batch.kubernetes.io/job-name", "a")
                .containsEntry("batch.kubernetes.io/controller-uid", uid);
        assertThat(List.of(
                        owner.getApiVersion(),
                        owner.getKind(),
                        owner.getName(),
                        owner.getUid(),
                        owner.getController(),
                        owner.getBlockOwnerDeletion()))
                .isEqualTo(List.of("batch/v1", "Job", "a", uid, true, true));
        assertThat(pod.getStatus().getPhase()).isEqualTo("Pending");
    }

    @Test
    void isCompleteWhenItsPodHasSucceeded() throws ApiException {
        scene.node();
        scene.job("a", "");
        var pod = scene.runningPod("a");

        scene.phase(pod, "Succeeded");

        Until.holds("the Job is complete", () -> scene.conditions("a").size() == 2);
        assertThat(scene.conditions("a"))
                .containsExactly(
                        "SuccessCriteriaMet=True CompletionsReached: Reached expected number of succeeded pods",
                        "Complete=True CompletionsReached: Reached expected number of succeeded pods");
        var status = scene.readJob("a").getStatus();
        assertThat(status.getSucceeded()).isEqualTo(1);
        assertThat(status.getFailed()).isNull();
        assertThat(status.getActive()).isNull();
        assertThat(status.getCompletionTime()).isNotNull();
        assertThat(podNow(pod).getMetadata().getFinalizers()).isEmpty();
        assertThat(events("Job"))
                .contains("Normal SuccessfulCreate Created pod: " + pod, "Normal Completed Job completed");
    }

    @Test
    void failsWithItsFirstPodWhereNothingIsRetried() throws ApiException {
        scene.node();
        scene.job("a", "");
        var pod = scene.runningPod("a");

        scene.phase(pod, "Failed");

        Until.holds("the Job has failed", () -> scene.conditions("a").size() == 2);
        assertThat(scene.conditions("a"))
                .containsExactly(
                        "FailureTarget=True BackoffLimitExceeded: Job has reached the specified backoff limit",
                        "Failed=True BackoffLimitExceeded: Job has reached the specified backoff limit");
        assertThat(scene.readJob("a").getStatus().getFailed()).isEqualTo(1);
        assertThat(scene.readJob("a").getStatus().getCompletionTime()).isNull();
        assertThat(scene.pods("a")).hasSize(1);
        Until.holds(
                "the event",
                () -> events("Job")
                        .contains("Warning BackoffLimitExceeded Job has reached the specified backoff limit"));
    }

    @Test
    void failsAfterItsDeadlineWhenItsPodHasEnded() throws ApiException {
        scene.node();
        scene.job("a", "\"activeDeadlineSeconds\": 1,");
        var pod = scene.runningPod("a");

        Until.holds("the deadline has passed", () -> !scene.conditions("a").isEmpty());
        var beforeItsEnd = scene.conditions("a");
        Until.holds("the pod is told to end", () -> podNow(pod).getMetadata().getDeletionTimestamp() != null);
        scene.phase(pod, "Failed");

        Until.holds("the Job has failed", () -> scene.conditions("a").size() == 2);
        assertThat(beforeItsEnd)
                .containsExactly("FailureTarget=True DeadlineExceeded: Job was active longer than specified deadline");
        assertThat(scene.conditions("a").getLast())
                .isEqualTo("Failed=True DeadlineExceeded: Job was active longer than specified deadline");
    }

    @Test
    void endsItsPodGracefullyWhenItIsSuspendedAndCountsNoFailure() throws ApiException {
        scene.node();
        scene.job("a", "\"podReplacementPolicy\": \"Failed\",");
        var pod = scene.runningPod("a");
        Until.holds(
                "the Job knows its pod", () -> scene.readJob("a").getStatus().getActive() != null);

        suspend("a", true);

        Until.holds("the Job is suspended", () -> scene.conditions("a").contains(SUSPENDED));
        assertThat(podNow(pod).getMetadata().getDeletionGracePeriodSeconds()).isEqualTo(30);
        assertThat(scene.readJob("a").getStatus().getTerminating()).isEqualTo(1);
        assertThat(scene.readJob("a").getStatus().getStartTime()).isNull();
        scene.phase(pod, "Failed");
        scene.confirmDeletion(pod);
        Until.holds(
                "nothing is left",
                () -> scene.pods("a").isEmpty()
                        && scene.readJob("a").getStatus().getTerminating() == 0);
        assertThat(scene.conditions("a")).containsExactly(SUSPENDED);
        assertThat(scene.readJob("a").getStatus().getFailed()).isNull();
    }

    @Test
    void makesNoPodUntilItIsResumed() throws ApiException {
        scene.job("a", "\"suspend\": true,");
        Until.holds("the Job is suspended", () -> scene.conditions("a").contains(SUSPENDED));
        var before = scene.pods("a");

        suspend("a", false);

        scene.pod("a");
        Until.holds(
                "the Job says so",
                () -> scene.conditions("a").equals(List.of("Suspended=False JobResumed: Job resumed")));
        assertThat(before).isEmpty();
        assertThat(scene.readJob("a").getStatus().getStartTime()).isNotNull();
    }

    @Test
    void makesNoPodForAJobWhoseParallelismIsZeroThoughItIsResumed() throws ApiException {
        scene.job("a", "\"suspend\": true, \"parallelism\": 0,");
        Until.holds("the Job is suspended", () -> scene.conditions("a").contains(SUSPENDED));

        suspend("a", false);

        Until.holds("the Job is resumed", () -> !scene.conditions("a").contains(SUSPENDED));
        assertThat(scene.pods("a")).isEmpty();
        parallelism("a", 1);
        scene.pod("a");
    }

    @Test
    void endsThePodOfAJobWhoseParallelismBecomesZeroAndCountsNoFailure() throws ApiException {
        scene.node();
        scene.job("a", "\"podReplacementPolicy\": \"Failed\",");
        var pod = scene.runningPod("a");
        Until.holds(
                "the Job knows its pod", () -> scene.readJob("a").getStatus().getActive() != null);

        parallelism("a", 0);

        Until.holds("its pod is going", () -> scene.readJob("a").getStatus().getActive() == null);
        scene.phase(pod, "Failed");
        scene.confirmDeletion(pod);
        Until.holds("nothing is left", () -> scene.pods("a").isEmpty());
        assertThat(scene.conditions("a")).isEmpty();
        assertThat(scene.readJob("a").getStatus().getFailed()).isNull();
    }

    @Test
    void waitsForADeletedPodToEndBeforeItFailsWhereOnlyFailedPodsAreReplaced() throws ApiException {
        scene.node();
        scene.job("a", "\"podReplacementPolicy\": \"Failed\",");
        var pod = scene.runningPod("a");

        scene.core.deleteNamespacedPod(pod, scene.namespace).execute();
        Until.holds(
                "the Job sees it",
                () -> Integer.valueOf(1).equals(scene.readJob("a").getStatus().getTerminating()));
        var whileItEnds = scene.readJob("a");
        scene.phase(pod, "Failed");

        Until.holds("the Job has failed", () -> scene.conditions("a").size() == 2);
        assertThat(whileItEnds.getStatus().getConditions()).isEmpty();
        assertThat(scene.pods("a")).hasSize(1);
        scene.confirmDeletion(pod);
        Until.holds("the pod is gone", () -> scene.find("pods/" + pod).isEmpty());
    }

    @Test
    void failsAtOnceWithADeletedPodWhereEndingPodsAreReplacedToo() throws ApiException {
        scene.node();
        scene.job("a", "");
        var pod = scene.runningPod("a");

        scene.core.deleteNamespacedPod(pod, scene.namespace).execute();

        Until.holds("the Job is about to fail", () -> !scene.conditions("a").isEmpty());
        assertThat(scene.conditions("a").getFirst()).startsWith("FailureTarget=True BackoffLimitExceeded");
        assertThat(scene.pods("a")).hasSize(1);
    }

    @Test
    void tellsOfItsEndInTheSameSteps() throws Exception {
        scene.node();
        var version = scene.job("a", "").at("/metadata/resourceVersion").asText();
        scene.phase(scene.runningPod("a"), "Succeeded");
        Until.holds("the Job is complete", () -> scene.conditions("a").size() == 2);

        var told = scene.raw
                .get(scene.jobs("?watch=1&timeoutSeconds=1&resourceVersion=" + version))
                .lines();

        assertThat(told.stream()
                        .map(event -> event.at("/object/status/conditions").findValuesAsText("type"))
                        .distinct())
                .containsExactly(List.of(), List.of("SuccessCriteriaMet"), List.of("SuccessCriteriaMet", "Complete"));
        assertThat(told.stream()
                        .map(event -> event.at("/object/status/uncountedTerminatedPods/succeeded")
                                .size())
                        .toList())
                .containsSubsequence(0, 1, 0);
    }

    private V1Pod podNow(String name) throws ApiException {
        return scene.core.readNamespacedPod(name, scene.namespace).execute();
    }

    private void suspend(String job, boolean suspend) {
        scene.raw.patch(scene.jobs("/" + job), "merge-patch", "{\"spec\": {\"suspend\": %s}}".formatted(suspend));
    }

    private void parallelism(String job, int parallelism) {
        scene.raw.patch(
                scene.jobs("/" + job), "merge-patch", "{\"spec\": {\"parallelism\": %d}}".formatted(parallelism));
    }

    private List<String> events(String kind) throws ApiException {
        return scene
                .core
                .listNamespacedEvent(scene.namespace)
                .fieldSelector("involvedObject.kind=" + kind)
                .execute()
                .getItems()
                .stream()
                .map(event -> "%s %s %s".formatted(event.getType(), event.getReason(), event.getMessage()))
                .toList();
    }
}
