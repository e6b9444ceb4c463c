package io.movein.runner;

import static io.movein.runner.Samples.MIGRATION;
import static io.movein.runner.Samples.NOW;
import static io.movein.runner.Samples.RUN;
import static io.movein.runner.Samples.aFullSpec;
import static io.movein.runner.Samples.aSpec;
import static io.movein.runner.Samples.launch;
import static io.movein.runner.Samples.stop;
import static io.movein.runner.Samples.tearDown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobSpec;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicyEgressRule;
import io.kubernetes.client.openapi.models.V1NetworkPolicySpec;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1NodeCondition;
import io.kubernetes.client.openapi.models.V1NodeStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.movein.contract.RunId;
import io.movein.model.FailureKind;
import io.movein.model.RunOutcome;
import io.movein.order.GiveUpNode;
import io.movein.report.NetworkChanged;
import io.movein.report.RunFinished;
import io.movein.runner.cluster.Kind;
import io.movein.runner.cluster.UnavailableException;
import io.movein.runner.run.RunRef;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What an order to launch comes to: one process at most, whoever dies in between, and none beside what might hurt. */
class LaunchingTest {
    private final Bench bench = new Bench();
    private final InMemoryCluster cluster = bench.cluster;
    private final Playing play = bench.play;

    @Test
    void startsNothingTwiceWhenAllOrdersComeAgain() {
        bench.order(launch(RUN, aSpec()));
        play.pods(RUN);
        play.ends(RUN, 3, "Error");
        bench.look();
        bench.order(tearDown(RUN, true));
        bench.look();
        cluster.calls.clear();

        bench.restart();
        bench.order(launch(RUN, aSpec()));
        bench.order(stop(RUN));
        bench.order(tearDown(RUN, true));
        bench.look();

        assertThat(cluster.calls).noneMatch(call -> call.startsWith("create"));
        assertThat(cluster.names("media")).containsExactly("ConfigMap/movein-runs");
    }

    @Test
    void tellsAgainHowARunEndedWhoseOrderComesAgain() {
        bench.order(launch(RUN, aSpec()));
        play.pods(RUN);
        play.ends(RUN, 0, "Completed");
        bench.look();
        var told = bench.told();
        bench.messages.clear();

        bench.order(launch(RUN, aSpec()));
        bench.look();

        assertThat(bench.told()).isEqualTo(told).containsExactly("RunStarted", "RunFinished");
    }

    @Test
    void answersAnOrderForARunThatIsTornDown() {
        bench.order(launch(RUN, aSpec()));
        play.pods(RUN);
        play.ends(RUN, 0, "Completed");
        bench.look();
        bench.order(tearDown(RUN, true));
        assertThatThrownBy(() -> bench.order(launch(RUN, aSpec())))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("movein-17-run-1 in media is being torn down");
        bench.look();
        bench.messages.clear();

        bench.order(launch(RUN, aSpec()));
        bench.look();

        assertThat(bench.result())
                .containsExactly(
                        RunOutcome.UNKNOWN,
                        FailureKind.OUTCOME_UNREADABLE,
                        "The ledger lists the run as already torn down; what became of it can no longer be read."
                                + " It is not launched again.");
    }

    @Test
    void letsNothingStartBeforeTheLedgerSaysLaunched() {
        cluster.isAwayFor(call -> call.startsWith("replace ConfigMap"));

        assertThatThrownBy(() -> bench.order(launch(RUN, aSpec()))).isInstanceOf(UnavailableException.class);
        var held = play.job(RUN).getSpec().getSuspend();
        cluster.isAwayFor(_ -> false);
        bench.order(launch(RUN, aSpec()));

        assertThat(held).isTrue();
        assertThat(play.job(RUN).getSpec().getSuspend()).isFalse();
    }

    @Test
    void letsTheJobGoAtTheNextLookWhereItDiedInBetween() {
        cluster.isAwayFor(call -> call.startsWith("replace Job"));
        assertThatThrownBy(() -> bench.order(launch(RUN, aSpec()))).isInstanceOf(UnavailableException.class);
        cluster.isAwayFor(_ -> false);

        bench.restart();
        bench.look();

        assertThat(play.job(RUN).getSpec().getSuspend()).isFalse();
    }

    @Test
    void doesNotTellARunAsNotLaunchedWhoseStartIsRefusedForNow() {
        cluster.refuses(call -> call.startsWith("replace Job"));
        bench.order(launch(RUN, aSpec()));
        bench.look();
        bench.look();
        var told = bench.told();
        cluster.refuses(_ -> false);
        bench.look();

        assertThat(told).containsExactly("RunPending");
        assertThat(play.job(RUN).getSpec().getSuspend()).isFalse();
    }

    @Test
    void callsALaunchedRunWhoseJobIsGoneUnknownAndStartsNoOther() {
        bench.order(launch(RUN, aSpec()));
        cluster.remove(Kind.JOB, "media", RUN.name());

        bench.restart();
        bench.order(launch(RUN, aSpec()));
        bench.look();

        assertThat(bench.result())
                .containsExactly(
                        RunOutcome.UNKNOWN,
                        FailureKind.OUTCOME_UNREADABLE,
                        "The Job is gone; how the run ended cannot be read.");
        assertThat(cluster.get(Kind.JOB, "media", RUN.name())).isEmpty();
    }

    @Test
    void reportsARefusalOfTheClusterAsNotLaunchedForGood() {
        cluster.refuses(call -> call.startsWith("create Job"));

        bench.order(launch(RUN, aSpec()));
        bench.look();
        cluster.refuses(_ -> false);
        bench.messages.clear();
        bench.order(launch(RUN, aSpec()));
        bench.look();

        assertThat(bench.result())
                .containsExactly(
                        RunOutcome.FAILED,
                        FailureKind.NOT_LAUNCHED,
                        "The cluster refused the run: Job is forbidden: exceeded quota: tenant");
        assertThat(cluster.get(Kind.JOB, "media", RUN.name())).isEmpty();
    }

    @Test
    void neverTouchesAJobOfThatNameWhichIsNotItsOwn() {
        var foreign = cluster.put(new V1Job()
                .metadata(new V1ObjectMeta().namespace("media").name(RUN.name()))
                .spec(new V1JobSpec().template(new V1PodTemplateSpec())));

        bench.order(launch(RUN, aSpec()));
        bench.order(stop(RUN));
        bench.look();
        bench.order(tearDown(RUN, false));
        bench.look();

        assertThat(bench.result())
                .containsExactly(
                        RunOutcome.FAILED,
                        FailureKind.NOT_LAUNCHED,
                        "Job movein-17-run-1 in media already exists and does not belong to this run.");
        assertThat(bench.told()).containsExactly("RunFinished", "RunTornDown");
        assertThat(play.job(RUN)).isEqualTo(foreign);
    }

    @Test
    void doesNotLaunchAnOrderThatIsOlderThanADayAndUnknown() {
        bench.clock = NOW.plus(Duration.ofHours(25));

        bench.order(launch(RUN, aSpec()));
        bench.look();

        assertThat(bench.result()).startsWith(RunOutcome.FAILED, FailureKind.NOT_LAUNCHED);
        assertThat(cluster.names("media")).containsExactly("ConfigMap/movein-runs");
    }

    @Test
    void givesUpALaunchThatKeepsFailingSoThatOthersGetTheirTurn() {
        cluster.isAwayFor(call -> call.startsWith("create NetworkPolicy"));
        assertThatThrownBy(() -> bench.order(launch(RUN, aSpec()))).isInstanceOf(UnavailableException.class);
        bench.clock = NOW.plus(Duration.ofMinutes(16));

        bench.order(launch(RUN, aSpec()));
        bench.look();

        assertThat(bench.result())
                .containsExactly(
                        RunOutcome.FAILED,
                        FailureKind.NOT_LAUNCHED,
                        "The run could not be launched within 15 min: create NetworkPolicy movein-17-run-1: 500");
    }

    /** Review's clock may be behind, and the order may have waited for the runner. */
    @Test
    void howOldAnOrderIsEndsNoLaunchThatHasJustBegun() {
        cluster.isAwayFor(call -> call.startsWith("create NetworkPolicy"));
        bench.clock = NOW.plus(Duration.ofHours(2));

        assertThatThrownBy(() -> bench.order(launch(RUN, aSpec()))).isInstanceOf(UnavailableException.class);
        bench.restart();
        bench.clock = NOW.plus(Duration.ofMinutes(120 + 14));
        assertThatThrownBy(() -> bench.order(launch(RUN, aSpec()))).isInstanceOf(UnavailableException.class);
        bench.clock = NOW.plus(Duration.ofMinutes(120 + 15));
        bench.order(launch(RUN, aSpec()));
        bench.look();

        assertThat(bench.result()).contains(FailureKind.NOT_LAUNCHED);
    }

    @Test
    void launchesNoRunBesideAProcessOfAnEarlierOneThatMayBeAlive() {
        var second = new RunRef(new RunId(MIGRATION, 2), "media");
        bench.runs(aSpec());
        cluster.remove(Kind.JOB, "media", RUN.name());

        assertThatThrownBy(() -> bench.order(launch(second, aSpec())))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("a process of an earlier run may still be alive: pod movein-17-run-1-pod on node node-1");
        play.terminated(RUN, 0, "Completed");
        bench.look();
        bench.order(launch(second, aSpec()));

        assertThat(cluster.names("media")).contains("Job/movein-17-run-2");
    }

    @Test
    void launchesTheNextRunOnceAnOperatorSaysThatTheSilentNodeIsOff() {
        var second = new RunRef(new RunId(MIGRATION, 2), "media");
        bench.runs(aSpec());
        cluster.put(node("Unknown"));
        play.terminates(RUN);
        bench.look();

        bench.order(new GiveUpNode("acme/infra#17", 2, "media"));
        play.suspends(RUN);
        bench.restart();
        bench.look();
        bench.order(launch(second, aSpec()));

        assertThat(bench.told()).containsSubsequence("NodeSilent", "RunFinished");
        assertThat(bench.result())
                .containsExactly(
                        RunOutcome.FAILED,
                        FailureKind.NODE_LOST,
                        "The node was lost or evicted the run: node node-1 did not answer, and an operator has said that it is off");
        assertThat(cluster.names("media")).contains("Job/movein-17-run-2").doesNotContain("Pod/" + RUN.name() + "-pod");
    }

    @Test
    void givesUpNothingOnANodeThatAnswers() {
        bench.runs(aSpec());
        cluster.put(node("True"));

        bench.order(new GiveUpNode("acme/infra#17", 1, "media"));
        bench.look();

        assertThat(bench.reports(RunFinished.class)).isEmpty();
        assertThat(cluster.names("media")).contains("Pod/" + RUN.name() + "-pod");
    }

    static V1Node node(String ready) {
        return new V1Node()
                .metadata(new V1ObjectMeta().namespace("").name("node-1"))
                .status(new V1NodeStatus()
                        .addConditionsItem(new V1NodeCondition().type("Ready").status(ready)));
    }

    @Test
    void doesNotLaunchBesideAPolicyThatOpensMore() {
        cluster.put(allowAll());

        bench.order(launch(RUN, aSpec()));
        bench.look();

        assertThat(bench.result())
                .startsWith(RunOutcome.FAILED, FailureKind.NOT_LAUNCHED)
                .last()
                .asString()
                .startsWith("network policy allow-all lets the run connect to more than was declared");
    }

    @Test
    void saysThatAPolicyOpensMoreWhileTheProcessRuns() {
        bench.runs(aSpec());
        bench.look();
        cluster.put(allowAll());
        bench.clock = NOW.plus(Duration.ofMinutes(1));
        bench.look();

        assertThat(bench.only(NetworkChanged.class).getAdded())
                .containsExactly("network policy allow-all lets the run connect to more than was declared");
    }

    @Test
    void refusesARunWhoseDestinationIsNotThere() {
        bench.order(launch(RUN, aFullSpec()));
        bench.look();

        assertThat(bench.result())
                .containsExactly(
                        RunOutcome.FAILED,
                        FailureKind.NOT_LAUNCHED,
                        "destination library:9000 does not exist (expected a Service in the tenant's namespace)");
    }

    @Test
    void neverStartsARunThatWasStoppedBeforeItsOrderCame() {
        bench.order(stop(RUN));
        bench.order(launch(RUN, aSpec()));
        bench.look();

        assertThat(bench.result())
                .containsExactly(
                        RunOutcome.STOPPED,
                        FailureKind.STOPPED_ON_REQUEST,
                        "Stopped before it started: asked for by capability-owner");
        assertThat(cluster.names("media")).containsExactly("ConfigMap/movein-runs");
    }

    @Test
    void neverStartsARunThatWasTornDownBeforeItsOrderCame() {
        bench.order(tearDown(RUN, false));
        bench.look();
        bench.order(launch(RUN, aSpec()));
        bench.look();

        assertThat(bench.told()).containsExactly("RunTornDown", "RunFinished");
        assertThat(cluster.names("media")).containsExactly("ConfigMap/movein-runs");
    }

    static V1NetworkPolicy allowAll() {
        return new V1NetworkPolicy()
                .metadata(new V1ObjectMeta().namespace("media").name("allow-all"))
                .spec(new V1NetworkPolicySpec()
                        .podSelector(new V1LabelSelector())
                        .addEgressItem(new V1NetworkPolicyEgressRule()));
    }
}
