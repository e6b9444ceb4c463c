package io.movein.runner;

import static io.movein.runner.JourneyTest.aLibrary;
import static io.movein.runner.Samples.RUN;
import static io.movein.runner.Samples.aFullSpec;
import static io.movein.runner.Samples.aSpec;
import static io.movein.runner.Samples.launch;
import static io.movein.runner.Samples.tearDown;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.runner.cluster.Kind;
import io.movein.runner.cluster.WatchEvent;
import io.movein.runner.cluster.WatchEvent.How;
import io.movein.runner.reconcile.WatchHandler;
import io.movein.runner.run.RunRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run of which the watches tell: what is shown is not asked for, and what follows from it can be taken back. */
class WatchedRunTest {
    private static final String COMPLETE = "{\"movein\":{\"summary\":\"moved\",\"complete\":true}}";

    private final Bench bench = new Bench();
    private final InMemoryCluster cluster = bench.cluster;
    private final Playing play = bench.play;
    private final List<String> asked = new ArrayList<>();
    private final Set<RunRef> hinted = new LinkedHashSet<>();

    @BeforeEach
    void watches() {
        bench.watches(hinted::add, hinted::add);
        cluster.put(aLibrary());
    }

    /** These and no more are made for every migration; of the log one reading, of the pod's events one. */
    @Test
    void asksForWhatNoWatchShowsAndForWhatIsWritten() {
        goesWell();

        assertThat(bench.told()).containsExactly("RunStarted", "RunFinished", "RunTornDown");
        assertThat(counted())
                .containsEntry("get ConfigMap", 5L)
                .containsEntry("get Job", 1L)
                .containsEntry("list Job", 1L)
                .containsEntry("list Pod", 4L)
                .containsEntry("list NetworkPolicy", 3L);
        assertThat(cluster.readings).hasSize(1);
        assertThat(asked).hasSize(38);
    }

    @Test
    void tellsOfTheStartByWhatIsShown() {
        launched();
        asked.clear();

        play.pods(RUN);
        play.runs(RUN);
        looks();

        assertThat(bench.told()).containsExactly("RunStarted");
        assertThat(asked)
                .containsExactly("replace ConfigMap movein-runs", "list NetworkPolicy ", "list CiliumNetworkPolicy ");
    }

    @Test
    void asksForNothingWhereNothingIsNew() {
        launched();
        play.pods(RUN);
        play.runs(RUN);
        looks();
        asked.clear();

        cluster.put(play.pod(RUN));
        cluster.put(play.job(RUN));
        looks();

        assertThat(asked).isEmpty();
    }

    /** A Job that is over by an old watch's word, as of a Job of before a backup was restored. */
    @Test
    void believesNoEndThatItHasNotReadItself() {
        launched();
        play.pods(RUN);
        play.runs(RUN);
        looks();
        var handler = new WatchHandler(bench.reconciler, hinted::add, hinted::add);
        var over = play.job(RUN);
        cluster.isWatchedBy(_ -> {}, _ -> {});
        play.condition(RUN, "Complete");
        over.setStatus(play.job(RUN).getStatus());
        var running = play.job(RUN);
        running.setStatus(null);
        cluster.put(running);

        handler.job(new WatchEvent<>(over, How.CHANGED));
        looks();

        assertThat(bench.told()).containsExactly("RunStarted");
    }

    @Test
    void readsAfreshWhatAWatchMayHaveMissed() {
        launched();
        play.pods(RUN);
        play.runs(RUN);
        looks();
        unseen(() -> cluster.remove(Kind.POD, RUN.namespace(), RUN.name() + "-pod"));
        unseen(() -> play.condition(RUN, "Failed"));

        new WatchHandler(bench.reconciler, hinted::add, hinted::add).job(new WatchEvent<>(play.job(RUN), How.LISTED));
        looks();

        assertThat(bench.told()).containsExactly("RunStarted", "RunFinished");
    }

    /** What was shown before is not what an order has changed since. */
    @Test
    void readsAfreshAfterAnOrderWhateverAWatchShowsAtTheSameTime() {
        launched();
        play.pods(RUN);
        play.runs(RUN);
        looks();
        bench.order(tearDown(RUN, false));
        cluster.put(play.pod(RUN));

        looks();

        assertThat(play.job(RUN).getSpec().getSuspend()).isTrue();
    }

    @Test
    void looksWhenTheTimeHasComeThoughWatchesShowMore() {
        launched();
        play.pods(RUN);
        play.runs(RUN);
        looks();
        unseen(() -> cluster.remove(Kind.POD, RUN.namespace(), RUN.name() + "-pod"));
        unseen(() -> play.condition(RUN, "Failed"));
        var stale = play.job(RUN);
        stale.setStatus(null);

        new WatchHandler(bench.reconciler, hinted::add, hinted::add).job(new WatchEvent<>(stale, How.CHANGED));
        var again = bench.reconciler.reconcile(RUN).orElseThrow();
        bench.clock = bench.clock.plus(again);
        bench.reconciler.reconcile(RUN);

        assertThat(again).isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(bench.told()).containsExactly("RunStarted", "RunFinished");
    }

    /** Its ledger was written on by another runner since. */
    @Test
    void writesNothingOverWhatOthersHaveWritten() {
        launched();
        var other = bench.cluster
                .get(Kind.CONFIG_MAP, RUN.namespace(), "movein-runs")
                .orElseThrow();
        other.getData().put("movein-99-run-1", "launched acme/infra#99");
        cluster.put(other);

        play.pods(RUN);
        play.runs(RUN);
        looks();

        assertThat(cluster.get(Kind.CONFIG_MAP, RUN.namespace(), "movein-runs")
                        .orElseThrow()
                        .getData())
                .containsEntry("movein-99-run-1", "launched acme/infra#99")
                .containsKey(RUN.name() + ".seen");
    }

    private void launched() {
        orders(launch(RUN, aSpec()));
        looks();
    }

    private void goesWell() {
        orders(launch(RUN, aFullSpec()));
        looks();
        play.pods(RUN);
        looks();
        play.runs(RUN);
        looks();
        play.says(RUN, 0, COMPLETE);
        play.condition(RUN, "Complete");
        looks();
        // as on a node, which needs a moment to let go of it
        var pod = play.pod(RUN);
        pod.getMetadata().setFinalizers(List.of("played/node"));
        cluster.put(pod);
        looks();
        orders(tearDown(RUN, false));
        asks(() -> bench.reconciler.reconcile(RUN));
        looks();
        cluster.remove(Kind.POD, RUN.namespace(), RUN.name() + "-pod");
        looks();
    }

    private void orders(SpecificRecord order) {
        asks(() -> bench.order(order));
    }

    /** Once for each run that was hinted at, as a lane of the work queue does it. */
    private void looks() {
        while (!hinted.isEmpty()) {
            var runs = new ArrayList<>(hinted);
            hinted.clear();
            asks(() -> runs.forEach(bench.reconciler::reconcile));
        }
    }

    private void asks(Runnable what) {
        var before = cluster.calls.size();
        what.run();
        asked.addAll(cluster.calls.subList(before, cluster.calls.size()));
    }

    private void unseen(Runnable change) {
        cluster.isWatchedBy(_ -> {}, _ -> {});
        change.run();
        bench.watches(hinted::add, hinted::add);
    }

    private Map<String, Long> counted() {
        return asked.stream()
                .collect(Collectors.groupingBy(
                        call -> call.substring(0, call.lastIndexOf(' ')), TreeMap::new, Collectors.counting()));
    }
}
