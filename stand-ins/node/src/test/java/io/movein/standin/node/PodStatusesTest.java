package io.movein.standin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kubernetes.client.openapi.models.V1PodCondition;
import io.kubernetes.client.openapi.models.V1PodStatus;
import io.movein.standin.node.process.Ended;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PodStatusesTest {

    private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");
    private static final Instant NOW = Instant.parse("2026-01-01T10:00:05Z");
    private static final ContainerState WAITING = new ContainerState.Waiting("ContainerCreating", null);
    private static final ContainerState RUNNING = new ContainerState.Running(START, "process://1");

    @Test
    void isPendingUntilTheContainerRuns() {
        var status = status("Never", null, WAITING);

        assertThat(status.getPhase()).isEqualTo("Pending");
        assertThat(conditions(status))
                .contains(
                        tuple("PodReadyToStartContainers", "True", null, null),
                        tuple("Initialized", "True", null, null),
                        tuple("Ready", "False", "ContainersNotReady", "containers with unready status: [main]"),
                        tuple(
                                "ContainersReady",
                                "False",
                                "ContainersNotReady",
                                "containers with unready status: [main]"));
    }

    @Test
    void isReadyWhileTheContainerRuns() {
        var status = status("Never", null, RUNNING);

        assertThat(status.getPhase()).isEqualTo("Running");
        assertThat(conditions(status))
                .contains(tuple("Ready", "True", null, null), tuple("ContainersReady", "True", null, null));
        assertThat(status.getContainerStatuses().getFirst().getReady()).isTrue();
    }

    @Test
    void succeedsWithExitCodeZeroEvenWhenAChildWasKilledForMemory() {
        var status = status("Never", null, ended(0, true));

        assertThat(status.getPhase()).isEqualTo("Succeeded");
        assertThat(status.getContainerStatuses().getFirst().getState().getTerminated())
                .extracting("exitCode", "reason")
                .containsExactly(0, "OOMKilled");
        assertThat(conditions(status))
                .contains(
                        tuple("PodReadyToStartContainers", "False", null, null),
                        tuple("Initialized", "True", "PodCompleted", null),
                        tuple("Ready", "False", "PodCompleted", null));
    }

    @Test
    void failsWithAnyOtherExitCode() {
        var status = status("Never", null, ended(3, false));

        assertThat(status.getPhase()).isEqualTo("Failed");
        assertThat(status.getContainerStatuses()
                        .getFirst()
                        .getState()
                        .getTerminated()
                        .getReason())
                .isEqualTo("Error");
        assertThat(conditions(status))
                .contains(tuple("Ready", "False", "PodFailed", null), tuple("Initialized", "True", null, null));
    }

    @Test
    void goesOnRunningWhenItsContainerIsToStartAgain() {
        assertThat(status("Always", null, ended(3, false)).getPhase()).isEqualTo("Running");
    }

    @Test
    void tellsAnEndByTheNodeWithItsReasonAndTheDisruption() {
        var end = PodEnd.emptyDirOverLimit("scratch", "2Mi");

        var status = status("Never", end, ended(137, false));

        assertThat(status)
                .extracting("phase", "reason", "message")
                .containsExactly(
                        "Failed", "Evicted", "Usage of EmptyDir volume \"scratch\" exceeds the limit \"2Mi\". ");
        assertThat(conditions(status))
                .contains(tuple("DisruptionTarget", "True", "TerminationByKubelet", end.message()));
    }

    @Test
    void keepsTheTimesOfWhatDidNotChangeAndTheConditionsOfOthers() {
        var before = status("Never", null, RUNNING);
        before.addConditionsItem(new V1PodCondition().type("example.com/gate").status("True"));

        var after = new PodStatuses("Never", "127.64.0.1", START, List.of(container(RUNNING)), null)
                .status(before, NOW.plusSeconds(60));

        assertThat(after).isEqualTo(before);
    }

    @Test
    void doesNotGuessAnEndThatNobodySaw() {
        var unknown = Termination.of(new Ended(OptionalInt.empty(), false, START, NOW), null, "process://1");

        assertThat(unknown).extracting("exitCode", "reason").containsExactly(137, "ContainerStatusUnknown");
    }

    private static ContainerState ended(int exitCode, boolean outOfMemory) {
        return Termination.of(new Ended(OptionalInt.of(exitCode), outOfMemory, START, NOW), null, "process://1");
    }

    private static V1PodStatus status(String restartPolicy, @Nullable PodEnd end, ContainerState state) {
        return new PodStatuses(restartPolicy, "127.64.0.1", START, List.of(container(state)), end)
                .status(new V1PodStatus(), NOW);
    }

    private static ContainerFacts container(ContainerState state) {
        return new ContainerFacts("main", "app@sha256:1", "app@sha256:1", 0, state, null);
    }

    private static List<Tuple> conditions(V1PodStatus status) {
        return status.getConditions().stream()
                .map(one -> tuple(one.getType(), one.getStatus(), one.getReason(), one.getMessage()))
                .toList();
    }
}
