package io.movein.runner.run;

import static io.movein.runner.Samples.NOW;
import static io.movein.runner.Samples.RUN;
import static io.movein.runner.Samples.TRACE;
import static io.movein.runner.Samples.aSpec;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1ContainerState;
import io.kubernetes.client.openapi.models.V1ContainerStateWaiting;
import io.movein.model.FailureKind;
import io.movein.runner.run.Observation.Started;
import io.movein.runner.run.PendingReason.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is seen of a run before its process ends. */
class PendingRunTest extends ObservedRun {
    @Test
    void isRunningWhileTheContainerRuns() {
        var seen = look(job, running());

        assertThat(seen)
                .extracting(Observation::started, Observation::result, Observation::verdict, Observation::trouble)
                .containsExactly(new Started(BEGAN, "node-1"), null, null, null);
    }

    @Test
    void isNotOverBeforeTheJobSaysSo() {
        assertThat(look(job, ended(1, "Error", "")).result()).isNull();
    }

    @Test
    void saysNothingWhileItIsHeld() {
        var held = new RunObjects(RUN, aSpec(), RunSettings.defaults()).job(TRACE);

        assertThat(look(held)).isEqualTo(new Observation(null, null, null, null, null, null, null, RunRecord.NOTHING));
    }

    @Test
    void doesNotTakeASuspensionByAnotherForAnEnd() {
        job.getSpec().setSuspend(true);

        var seen = look(is("Suspended", ""));

        assertThat(seen.result()).isNull();
        assertThat(requireNonNull(seen.waiting()).kind()).isEqualTo(Kind.SUSPENDED);
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

        var first = look(job, pod);
        var later = observer.observe(seen(job, pod)
                .waiting(first.waiting())
                .now(NOW.plus(Duration.ofMinutes(5)))
                .get());

        assertThat(requireNonNull(first.waiting()).kind()).isEqualTo(kind);
        assertThat(first.verdict()).isNull();
        assertThat(requireNonNull(later.verdict()).kind()).isEqualTo(failure);
        assertThat(requireNonNull(later.verdict()).detail()).contains(message).endsWith("(given up after 5 min)");
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MountVolume.SetUp failed for volume "secret-0" : secret "old-host" not found                                | SECRET
            MountVolume.SetUp failed for volume "secret-0" : references non-existent secret key: token                  | SECRET
            MountVolume.SetUp failed for volume "secret-0" : failed to sync secret cache: timed out waiting             | VOLUMES
            MountVolume.SetUp failed for volume "secret-0" : object "media"/"old-host" not registered                   | VOLUMES
            """)
    void seesAMissingSecretThatShowsInAnEventOnlyAndTakesNoOtherTroubleForOne(String message, Kind kind) {
        var pod = pod(
                "Pending", new V1ContainerState().waiting(new V1ContainerStateWaiting().reason("ContainerCreating")));
        var event = new CoreV1Event().reason("FailedMount").message(message);

        var seen = observer.observe(seen(job, pod).event(event).get());

        assertThat(requireNonNull(seen.waiting()).kind()).isEqualTo(kind);
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

        var seen = observer.observe(seen(job, pod).waiting(before).get());

        assertThat(seen.verdict()).isNull();
        assertThat(requireNonNull(seen.waiting()).since()).isEqualTo(NOW);
    }
}
