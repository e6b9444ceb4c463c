package io.movein.runner;

import static io.movein.runner.LaunchingTest.allowAll;
import static io.movein.runner.Samples.RUN;
import static io.movein.runner.Samples.aSpec;
import static io.movein.runner.Samples.launch;
import static io.movein.runner.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.movein.model.EgressRule;
import io.movein.report.NetworkChanged;
import io.movein.runner.cluster.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of what a running process may reach beside what was declared: each change of what holds. */
class ReachTest {
    private static final String OPENING = "network policy allow-all lets the run connect to more than was declared";
    private static final String HOST = "old-host.example.org";
    private static final String REFUSED =
            HOST + " 10.96.0.1: not a public address (expected one of those that were approved, or a public one)";

    private final Bench bench = new Bench();
    private final InMemoryCluster cluster = bench.cluster;
    private final Playing play = bench.play;

    @Test
    void saysThatAnOpeningIsClosedAgainAndThatItOpensOnceMore() {
        bench.runs(aSpec());
        bench.look();
        cluster.put(allowAll());
        afterAMinute();
        afterAMinute();
        cluster.remove(Kind.NETWORK_POLICY, "media", "allow-all");
        afterAMinute();
        cluster.put(allowAll());
        afterAMinute();

        assertThat(bench.reports(NetworkChanged.class))
                .extracting(NetworkChanged::getAdded, NetworkChanged::getDropped)
                .containsExactly(
                        tuple(List.of(OPENING), List.of()),
                        tuple(List.of(), List.of(OPENING)),
                        tuple(List.of(OPENING), List.of()));
    }

    @Test
    void knowsAfterARestartWhatWasToldToBeOpen() {
        bench.runs(aSpec());
        bench.look();
        cluster.put(allowAll());
        afterAMinute();
        bench.restart();
        afterAMinute();
        bench.restart();
        cluster.remove(Kind.NETWORK_POLICY, "media", "allow-all");
        afterAMinute();
        bench.restart();
        afterAMinute();

        assertThat(bench.reports(NetworkChanged.class))
                .extracting(NetworkChanged::getAdded, NetworkChanged::getDropped)
                .containsExactly(tuple(List.of(OPENING), List.of()), tuple(List.of(), List.of(OPENING)));
    }

    @Test
    void saysThatANameLeadsToARefusedAddressEachTimeThatItBeginsTo() {
        runsWithAHost();
        leadsTo("203.0.113.10", "10.96.0.1");
        leadsTo("203.0.113.10", "10.96.0.1");
        leadsTo("203.0.113.10");
        leadsTo("203.0.113.10", "10.96.0.1");

        assertThat(bench.reports(NetworkChanged.class))
                .extracting(NetworkChanged::getAdded, NetworkChanged::getDropped)
                .containsExactly(tuple(List.of(), List.of(REFUSED)), tuple(List.of(), List.of(REFUSED)));
    }

    @Test
    void takesAHostThatCannotBeLookedUpForNoChange() {
        runsWithAHost();
        leadsTo("203.0.113.10", "10.96.0.1");
        leadsTo();
        leadsTo("203.0.113.10", "10.96.0.1");

        assertThat(bench.only(NetworkChanged.class).getDropped()).containsExactly(REFUSED);
    }

    @Test
    void saysBeforeTheEndWhatWasOpenedSinceTheLastLook() {
        bench.runs(aSpec());
        bench.look();
        cluster.put(allowAll());
        play.ends(RUN, 0, "Completed");
        bench.look();

        assertThat(bench.told()).containsExactly("RunStarted", "NetworkChanged", "RunFinished");
    }

    @Test
    void saysOnceMoreWhatIsOpenToWhoeverHasLostIt() {
        bench.runs(aSpec());
        cluster.put(allowAll());
        bench.look();
        bench.messages.clear();

        bench.order(launch(RUN, aSpec()));
        bench.look();

        assertThat(bench.only(NetworkChanged.class).getAdded()).containsExactly(OPENING);
    }

    private void runsWithAHost() {
        bench.runs(spec().setEgress(List.of(new EgressRule(HOST, 443, List.of("203.0.113.10"))))
                .build());
        bench.addresses.put(HOST, List.of("203.0.113.10"));
        bench.look();
    }

    private void leadsTo(String... addresses) {
        bench.addresses.put(HOST, List.of(addresses));
        afterAMinute();
    }

    private void afterAMinute() {
        bench.clock = bench.clock.plus(Duration.ofMinutes(1));
        bench.look();
    }
}
