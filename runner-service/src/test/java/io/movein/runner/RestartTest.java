package io.movein.runner;

import static io.movein.runner.Samples.NOW;
import static io.movein.runner.Samples.RUN;
import static io.movein.runner.Samples.aSpec;
import static io.movein.runner.Samples.stop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobCondition;
import io.kubernetes.client.openapi.models.V1JobStatus;
import io.kubernetes.client.openapi.models.V1ObjectReference;
import io.movein.model.FailureKind;
import io.movein.model.RunOutcome;
import io.movein.runner.cluster.Kind;
import io.movein.runner.cluster.UnavailableException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A runner that begins anew between the sign that a process was told to stop and its end. The sign is not there any more when that runner
 * looks, and what is left looks like an end that the process chose: only the ledger knows better.
 */
class RestartTest {
    private final Bench bench = new Bench();
    private final InMemoryCluster cluster = bench.cluster;
    private final Playing play = bench.play;

    @Test
    void knowsThatItsPodWasDeletedWhereOnlyTheJobIsLeftToReadTheEndFrom() {
        bench.runs(aSpec());
        play.terminates(RUN);
        bench.look();

        knowsThatItsPodWasDeletedThoughOnlyTheJobIsLeft();
    }

    @Test
    void keepsAtTheNextLookWhatItCouldNotKeepAtTheFirst() {
        bench.runs(aSpec());
        bench.look();
        play.terminates(RUN);
        cluster.isAwayFor(call -> call.startsWith("replace ConfigMap"));
        assertThatThrownBy(bench::look).isInstanceOf(UnavailableException.class);
        cluster.isAwayFor(_ -> false);
        bench.look();

        knowsThatItsPodWasDeletedThoughOnlyTheJobIsLeft();
    }

    @Test
    void knowsThatItWasEvictedWhereTheEventThatSaidSoHasExpired() {
        bench.settle = Duration.ofSeconds(2);
        bench.restart();
        bench.runs(aSpec());
        play.ends(RUN, 0, "Completed");
        cluster.event(evicted());
        bench.look();
        var beforeTheRestart = bench.told();

        bench.restart();
        cluster.forgetsItsEvents();
        bench.look();
        bench.clock = NOW.plusSeconds(2);
        bench.look();

        assertThat(beforeTheRestart).containsExactly("RunStarted");
        assertThat(bench.result())
                .containsExactly(
                        RunOutcome.FAILED,
                        FailureKind.STORAGE_EXCEEDED,
                        "The run needed more storage than was declared: Usage of EmptyDir volume \"scratch\" exceeds the limit \"1Gi\".");
    }

    @Test
    void knowsThatItWasStoppedOnRequestWhereTheJobThatSaidSoIsGone() {
        bench.runs(aSpec());
        bench.order(stop(RUN));
        bench.look();

        bench.restart();
        cluster.remove(Kind.JOB, "media", RUN.name());
        play.terminated(RUN, 0, "Completed");
        bench.look();

        assertThat(bench.result())
                .containsExactly(
                        RunOutcome.UNKNOWN,
                        FailureKind.OUTCOME_UNREADABLE,
                        "The process ended with exit code 0 after the runner ended it, which does not show that it finished.");
    }

    private CoreV1Event evicted() {
        return new CoreV1Event()
                .reason("Evicted")
                .message("Usage of EmptyDir volume \"scratch\" exceeds the limit \"1Gi\".")
                .involvedObject(new V1ObjectReference()
                        .kind("Pod")
                        .uid(play.pod(RUN).getMetadata().getUid()));
    }

    private static V1Job failed(V1Job job, String message) {
        return job.status(new V1JobStatus()
                .addConditionsItem(
                        new V1JobCondition().type("Failed").status("True").message(message)));
    }

    private void knowsThatItsPodWasDeletedThoughOnlyTheJobIsLeft() {
        bench.restart();
        cluster.remove(Kind.POD, "media", RUN.name() + "-pod");
        cluster.put(failed(
                play.job(RUN), "Container migration for pod media/x failed with exit code 10 matching FailJob rule"));
        bench.look();

        assertThat(bench.result())
                .containsExactly(
                        RunOutcome.FAILED,
                        FailureKind.EXIT_CODE,
                        "The process ended with exit code 10 after somebody deleted its pod.");
    }
}
