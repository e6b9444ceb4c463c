package io.movein.runner;

import static io.movein.runner.Samples.MIGRATION;
import static io.movein.runner.Samples.NOW;
import static io.movein.runner.Samples.RUN;
import static io.movein.runner.Samples.aSpec;
import static io.movein.runner.Samples.launch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1NodeCondition;
import io.kubernetes.client.openapi.models.V1NodeStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.movein.contract.RunId;
import io.movein.model.FailureKind;
import io.movein.model.RunOutcome;
import io.movein.report.RunPending;
import io.movein.runner.cluster.Kind;
import io.movein.runner.cluster.UnavailableException;
import io.movein.runner.run.RunRef;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A run that waits for a process of an earlier one says why, and what ends the waiting. */
class HeldBackTest {
    private final Bench bench = new Bench();
    private final InMemoryCluster cluster = bench.cluster;
    private final Playing play = bench.play;

    @Test
    void saysThatARunIsHeldBackForAProcessOnASilentNodeAndByWhichWordThatEnds() {
        var second = new RunRef(new RunId(MIGRATION, 2), "media");
        var alive = "a process of an earlier run may still be alive: ";
        var silent =
                " on node node-1, which does not answer; an operator who knows that it is off for good sets the label"
                        + " operator:node-off";
        bench.order(launch(RUN, aSpec()));
        play.pods(RUN);
        play.runs(RUN);
        bench.look();

        assertThatThrownBy(() -> bench.order(launch(second, aSpec()))).isInstanceOf(UnavailableException.class);
        cluster.put(silentNode());
        assertThatThrownBy(() -> bench.order(launch(second, aSpec()))).isInstanceOf(UnavailableException.class);
        cluster.remove(Kind.POD, "media", RUN.name() + "-pod");
        assertThatThrownBy(() -> bench.order(launch(second, aSpec()))).isInstanceOf(UnavailableException.class);
        bench.clock = NOW.plus(Duration.ofMinutes(16));
        bench.order(launch(second, aSpec()));
        bench.look();

        assertThat(bench.reports(RunPending.class))
                .extracting(RunPending::getReason)
                .containsExactly(
                        alive + "pod movein-17-run-1-pod on node node-1",
                        alive + "pod movein-17-run-1-pod" + silent,
                        alive + "movein-17-run-1, whose end has not been seen" + silent);
        assertThat(bench.result())
                .containsExactly(
                        RunOutcome.FAILED,
                        FailureKind.NOT_LAUNCHED,
                        "The run could not be launched within 15 min: " + alive
                                + "movein-17-run-1, whose end has not been seen" + silent);
    }

    /** The pod was there after the ledger was read, and is not any more when the pods are. */
    @Test
    void isHeldBackForAnEndThatIsUnseenOnlySinceTheLedgerWasRead() {
        var second = new RunRef(new RunId(MIGRATION, 2), "media");
        bench.order(launch(RUN, aSpec()));
        cluster.isAwayFor(call -> {
            if (call.equals("create Job " + second.name())) {
                cluster.isAwayFor(_ -> false);
                play.pods(RUN);
                play.runs(RUN);
                bench.reconciler.reconcile(RUN);
                cluster.remove(Kind.POD, "media", RUN.name() + "-pod");
            }
            return false;
        });

        assertThatThrownBy(() -> bench.order(launch(second, aSpec())))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("movein-17-run-1, whose end has not been seen on node node-1");
        assertThat(play.job(second).getSpec().getSuspend()).isTrue();
    }

    private static V1Node silentNode() {
        return new V1Node()
                .metadata(new V1ObjectMeta().namespace("").name("node-1"))
                .status(new V1NodeStatus()
                        .addConditionsItem(new V1NodeCondition().type("Ready").status("Unknown")));
    }
}
