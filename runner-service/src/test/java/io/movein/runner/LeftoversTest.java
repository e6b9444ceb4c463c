package io.movein.runner;

import static io.movein.runner.Samples.RUN;
import static io.movein.runner.Samples.aSpec;
import static io.movein.runner.Samples.tearDown;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.report.RunPending;
import io.movein.runner.cluster.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a removal waits for, by the API server's own answer to the deletion. */
class LeftoversTest {
    private final Bench bench = new Bench();
    private final InMemoryCluster cluster = bench.cluster;
    private final Playing play = bench.play;

    @Test
    void waitsForWhatIsHeldBesideTheJobAndTellsOfItInTheEnd() {
        bench.runs(aSpec());
        bench.look();
        play.ends(RUN, 0, "Completed");
        bench.look();
        held(List.of("somebody/else"));

        bench.order(tearDown(RUN, false));
        bench.look();
        var atFirst = bench.told();
        bench.clock = bench.clock.plus(Duration.ofMinutes(1));
        bench.look();
        cluster.remove(Kind.NETWORK_POLICY, RUN.namespace(), RUN.name());
        bench.look();

        assertThat(atFirst).doesNotContain("RunTornDown");
        assertThat(bench.only(RunPending.class).getReason())
                .isEqualTo("The clean-up is waiting for what is still being removed: NetworkPolicy/movein-17-run-1.");
        assertThat(bench.told()).endsWith("RunTornDown");
        assertThat(cluster.names("media")).containsExactly("ConfigMap/movein-runs");
    }

    @Test
    void takesNothingFromBesideAJobThatIsHeld() {
        bench.runs(aSpec());
        bench.look();
        play.ends(RUN, 0, "Completed");
        bench.look();
        var job = play.job(RUN);
        job.getMetadata().setFinalizers(List.of("somebody/else"));
        cluster.put(job);

        bench.order(tearDown(RUN, false));
        bench.look();

        assertThat(cluster.names("media")).contains("Job/movein-17-run-1", "NetworkPolicy/movein-17-run-1");
        assertThat(bench.told()).doesNotContain("RunTornDown");
    }

    private void held(List<String> finalizers) {
        var policy =
                cluster.get(Kind.NETWORK_POLICY, RUN.namespace(), RUN.name()).orElseThrow();
        policy.getMetadata().setFinalizers(finalizers);
        cluster.put(policy);
    }
}
