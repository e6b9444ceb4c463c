package io.movein.runner;

import static io.movein.runner.JourneyTest.aLibrary;
import static io.movein.runner.Samples.RUN;
import static io.movein.runner.Samples.TRACE;
import static io.movein.runner.Samples.aFullSpec;
import static io.movein.runner.Samples.launch;
import static io.movein.runner.Samples.tearDown;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.runner.cluster.Kind;
import io.movein.runner.orders.OrderRouter;
import io.movein.runner.orders.OrderSettings;
import io.movein.runner.run.RunRef;
import io.movein.runner.run.RunSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a run that goes well asks of the API server where no watch tells of it ({@link WatchedRunTest} has them tell). */
class HappyRunRequestsTest {
    private static final String LEDGER = "ConfigMap movein-runs";

    private final Bench bench = new Bench();
    private final InMemoryCluster cluster = bench.cluster;
    private final Playing play = bench.play;
    private final List<String> asked = new ArrayList<>();

    @Test
    void readsTheLedgerOnceForEachOrderAndEachLook() {
        goesWell();

        assertThat(counted(call -> call.endsWith(LEDGER) ? call.replace(LEDGER, "ledger") : "else"))
                .containsEntry("get ledger", 9L)
                .containsEntry("create ledger", 1L)
                .containsEntry("replace ledger", 6L);
    }

    @Test
    void asksForEachKindOnceInALook() {
        goesWell();

        assertThat(counted(call -> call.substring(0, call.lastIndexOf(' '))))
                .containsEntry("get Job", 5L)
                .containsEntry("list Job", 2L)
                .containsEntry("list Pod", 8L);
        assertThat(asked).hasSize(52);
    }

    /** A look at once would see nothing yet, and the watch of its Job would ask for another in the same moment. */
    @Test
    void looksAtALaunchWhenTheWatchHasShownIt() {
        var atOnce = new ArrayList<RunRef>();
        var withTheWatch = new ArrayList<RunRef>();
        var orders = new OrderRouter(
                cluster,
                bench.reports,
                atOnce::add,
                launched -> withTheWatch.add(launched.run()),
                _ -> {},
                RunSettings.defaults(),
                OrderSettings.defaults(),
                () -> bench.clock);
        cluster.put(aLibrary());

        orders.carryOut(launch(RUN, aFullSpec()), TRACE);
        assertThat(withTheWatch).containsExactly(RUN);
        assertThat(atOnce).isEmpty();

        orders.carryOut(tearDown(RUN, false), TRACE);
        assertThat(withTheWatch).containsExactly(RUN);
        assertThat(atOnce).containsExactly(RUN);
    }

    private void goesWell() {
        bench.settle = Duration.ofSeconds(2);
        bench.restart();
        cluster.put(aLibrary());
        asks(() -> bench.order(launch(RUN, aFullSpec())));
        looks();
        play.pods(RUN);
        looks();
        play.runs(RUN);
        looks();
        play.ends(RUN, 0, "Completed");
        looks();
        bench.clock = bench.clock.plusSeconds(2);
        looks();
        // as on a node, which needs a moment to let go of it
        var pod = play.pod(RUN);
        pod.getMetadata().setFinalizers(List.of("played/node"));
        cluster.put(pod);
        asks(() -> bench.order(tearDown(RUN, false)));
        looks();
        cluster.remove(Kind.POD, RUN.namespace(), RUN.name() + "-pod");
        looks();
        assertThat(bench.told()).containsExactly("RunStarted", "RunFinished", "RunTornDown");
    }

    private void looks() {
        asks(() -> bench.reconciler.reconcile(RUN));
    }

    private void asks(Runnable what) {
        var before = cluster.calls.size();
        what.run();
        asked.addAll(cluster.calls.subList(before, cluster.calls.size()));
    }

    private Map<String, Long> counted(Function<String, String> as) {
        return asked.stream().collect(Collectors.groupingBy(as, TreeMap::new, Collectors.counting()));
    }
}
