package io.movein.runner;

import static io.movein.runner.JourneyTest.aLibrary;
import static io.movein.runner.LaunchingTest.node;
import static io.movein.runner.Samples.MIGRATION;
import static io.movein.runner.Samples.NOW;
import static io.movein.runner.Samples.RUN;
import static io.movein.runner.Samples.aFullSpec;
import static io.movein.runner.Samples.aSpec;
import static io.movein.runner.Samples.launch;
import static io.movein.runner.Samples.stop;
import static io.movein.runner.Samples.tearDown;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.RunId;
import io.movein.model.FailureKind;
import io.movein.model.RunOutcome;
import io.movein.report.RunPending;
import io.movein.report.RunTornDown;
import io.movein.runner.cluster.Kind;
import io.movein.runner.run.RunRef;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stops, what is removed and what stays. */
class RemovalTest {
    private final Bench bench = new Bench();
    private final InMemoryCluster cluster = bench.cluster;
    private final Playing play = bench.play;

    @Test
    void tearsDownAPodThatHasLostItsJob() {
        bench.runs(aSpec());
        bench.look();
        cluster.remove(Kind.JOB, "media", RUN.name());

        bench.order(tearDown(RUN, false));
        bench.look();

        assertThat(bench.told()).contains("RunFinished", "RunTornDown");
        assertThat(cluster.names("media")).containsExactly("ConfigMap/movein-runs");
    }

    @Test
    void stopsARunningRun() {
        bench.runs(aSpec());
        bench.look();

        bench.order(stop(RUN));
        bench.look();
        play.suspends(RUN);
        bench.look();

        assertThat(play.job(RUN).getSpec().getSuspend()).isTrue();
        assertThat(bench.result())
                .containsExactly(
                        RunOutcome.STOPPED,
                        FailureKind.STOPPED_ON_REQUEST,
                        "Stopped on request: asked for by capability-owner");
    }

    @Test
    void leavesARunThatHasEndedAsItEnded() {
        bench.order(launch(RUN, aSpec()));
        play.pods(RUN);
        play.ends(RUN, 0, "Completed");

        bench.order(stop(RUN));
        bench.look();

        assertThat(play.job(RUN).getSpec().getSuspend()).isFalse();
        assertThat(bench.result()).startsWith(RunOutcome.SUCCEEDED, FailureKind.NONE);
    }

    @Test
    void stopsARunThatIsTornDownWhileItRunsAndReportsItsEndFirst() {
        bench.runs(aSpec());

        bench.order(tearDown(RUN, false));
        bench.look();
        var whileItEnds = cluster.get(Kind.JOB, "media", RUN.name());
        play.suspends(RUN);
        bench.look();

        assertThat(whileItEnds).isPresent();
        assertThat(bench.told()).containsExactly("RunStarted", "RunFinished", "RunTornDown");
        assertThat(bench.result()).startsWith(RunOutcome.STOPPED, FailureKind.STOPPED_ON_REQUEST);
        assertThat(cluster.names("media")).containsExactly("ConfigMap/movein-runs");
    }

    @Test
    void keepsTheStateVolumeForTheNextRunAndRemovesItInTheEnd() {
        cluster.put(aLibrary());
        var second = new RunRef(new RunId(MIGRATION, 2), "media");
        finish(RUN);
        bench.order(tearDown(RUN, true));
        bench.look();
        var between = cluster.names("media");

        finish(second);
        bench.order(tearDown(second, false));
        bench.look();

        assertThat(between).contains("PersistentVolumeClaim/movein-17-state");
        assertThat(cluster.names("media")).containsExactly("ConfigMap/movein-runs", "Service/library");
        assertThat(bench.reports(RunTornDown.class))
                .extracting(RunTornDown::getKeptState)
                .containsExactly(true, false);
    }

    @Test
    void removesTheStateLaterWhereThatIsOrderedLater() {
        cluster.put(aLibrary());
        finish(RUN);
        bench.order(tearDown(RUN, true));
        bench.look();

        bench.order(tearDown(RUN, false));
        bench.look();

        assertThat(bench.reports(RunTornDown.class).getLast())
                .isEqualTo(new RunTornDown(
                        MIGRATION.toString(), 1, false, List.of("PersistentVolumeClaim/movein-17-state")));
        assertThat(bench.ids()).endsWith("acme/infra#17/run-1/torn-down", "acme/infra#17/run-1/torn-down/final");
    }

    @Test
    void saysOnceWhatATearDownWaitsForAndNotWhatWaitsWithIt() {
        cluster.put(aLibrary());
        finish(RUN);
        var pod = play.pod(RUN);
        pod.getMetadata().addFinalizersItem("example.org/somebody-looks-at-it");
        cluster.put(pod);
        bench.order(tearDown(RUN, false));
        bench.look();
        bench.clock = NOW.plus(Duration.ofSeconds(29));
        bench.look();
        var before = bench.told();
        bench.clock = NOW.plus(Duration.ofSeconds(30));
        bench.look();
        bench.clock = NOW.plus(Duration.ofMinutes(5));
        bench.look();

        assertThat(before).doesNotContain("RunPending");
        assertThat(bench.only(RunPending.class).getReason())
                .isEqualTo(
                        "The clean-up is waiting for what is still being removed: Pod/movein-17-run-1-pod on node node-1.");
    }

    @Test
    void saysThatATearDownWaitsForAProcessOnANodeThatDoesNotAnswer() {
        bench.runs(aSpec());
        cluster.put(node("Unknown"));
        play.terminates(RUN);
        bench.look();
        bench.order(tearDown(RUN, false));
        bench.look();
        bench.clock = NOW.plus(Duration.ofSeconds(30));
        bench.look();
        cluster.remove(Kind.POD, "media", RUN.name() + "-pod");
        cluster.remove(Kind.JOB, "media", RUN.name());
        bench.clock = NOW.plus(Duration.ofMinutes(5));
        bench.look();

        assertThat(bench.told()).doesNotContain("RunFinished", "RunTornDown");
        assertThat(bench.reports(RunPending.class))
                .extracting(RunPending::getReason)
                .containsSubsequence(
                        "The clean-up is waiting for its process, which may still be running: Pod/movein-17-run-1-pod on node node-1, which does not answer; an operator who knows that it is off for good sets the label operator:node-off.",
                        "The clean-up is waiting for its process, which may still be running: on node node-1, which does not answer; an operator who knows that it is off for good sets the label operator:node-off.")
                .doesNotHaveDuplicates();
    }

    @Test
    void sweepsOnlyWhatBelongsToRunsThatAreTornDown() {
        var second = new RunRef(new RunId(MIGRATION, 2), "media");
        bench.order(launch(RUN, aSpec()));
        var late = cluster.get(Kind.NETWORK_POLICY, "media", RUN.name()).orElseThrow();
        play.pods(RUN);
        play.ends(RUN, 0, "Completed");
        bench.look();
        bench.order(tearDown(RUN, false));
        bench.look();
        bench.order(launch(second, aSpec()));
        late.getMetadata().setUid(null);
        cluster.put(late);

        var swept = bench.resync.sweep();

        assertThat(swept).containsExactly("NetworkPolicy/movein-17-run-1");
        assertThat(cluster.names("media")).contains("Job/movein-17-run-2", "NetworkPolicy/movein-17-run-2");
    }

    private void finish(RunRef run) {
        bench.order(launch(run, aFullSpec()));
        play.pods(run);
        play.ends(run, 0, "Completed");
        bench.look();
    }
}
