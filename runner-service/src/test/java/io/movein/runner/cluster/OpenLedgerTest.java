package io.movein.runner.cluster;

import static io.movein.runner.Samples.MIGRATION;
import static io.movein.runner.Samples.NOW;
import static io.movein.runner.Samples.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.contract.RunId;
import io.movein.runner.InMemoryCluster;
import io.movein.runner.run.Ledger;
import io.movein.runner.run.Ledger.Entry;
import io.movein.runner.run.Ledger.Stage;
import io.movein.runner.run.RunRecord;
import io.movein.runner.run.RunRef;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two writers of one tenant's ledger, each of which has read it once. */
class OpenLedgerTest {
    private static final RunRef OTHER = new RunRef(new RunId(MIGRATION, 2), RUN.namespace());
    private static final RunRecord SEEN = RunRecord.NOTHING.open(List.of("a policy of another's"));

    private final InMemoryCluster cluster = new InMemoryCluster(() -> NOW);
    private final Ledgers ledgers = new Ledgers(cluster);

    @Test
    void writesAgainAndAgainOnWhatItHasReadOnce() {
        var ledger = ledgers.open(RUN.namespace());

        ledger.update(RUN, _ -> Optional.of(entry(Stage.LAUNCHING)));
        ledger.update(RUN, _ -> Optional.of(entry(Stage.LAUNCHED)));
        ledger.remember(RUN, SEEN);

        assertThat(cluster.calls)
                .containsExactly(
                        "get ConfigMap movein-runs",
                        "create ConfigMap movein-runs",
                        "replace ConfigMap movein-runs",
                        "replace ConfigMap movein-runs");
        assertThat(now().entry(RUN)).contains(entry(Stage.LAUNCHED));
        assertThat(now().record(RUN)).isEqualTo(SEEN);
        assertThat(ledger.ledger().object()).isEqualTo(now().object());
    }

    @Test
    void writesNothingThatIsThereAlready() {
        launching();
        ledgers.open(RUN.namespace()).remember(RUN, SEEN);
        var ledger = ledgers.open(RUN.namespace());
        cluster.calls.clear();

        ledger.remember(RUN, SEEN);
        ledger.update(RUN, it -> it);

        assertThat(cluster.calls).isEmpty();
    }

    @Test
    void decidesAnewOnWhatAnotherHasWrittenSinceItWasRead() {
        launching();
        var ledger = ledgers.open(RUN.namespace());
        ledgers.open(RUN.namespace()).update(RUN, _ -> Optional.of(entry(Stage.STOPPED)));

        var after = ledger.update(
                RUN, before -> before.filter(it -> it.is(Stage.LAUNCHING)).map(_ -> entry(Stage.LAUNCHED)));

        assertThat(after).contains(entry(Stage.STOPPED));
        assertThat(now().entry(RUN)).contains(entry(Stage.STOPPED));
    }

    @Test
    void keepsWhatAnotherHasWrittenOfAnotherRun() {
        launching();
        var ledger = ledgers.open(RUN.namespace());
        ledgers.open(RUN.namespace()).update(OTHER, _ -> Optional.of(entry(Stage.LAUNCHED)));

        ledger.remember(RUN, SEEN);

        assertThat(now().entry(OTHER)).contains(entry(Stage.LAUNCHED));
        assertThat(now().record(RUN)).isEqualTo(SEEN);
    }

    @Test
    void keepsAnOperatorsWordThatCameSinceItWasRead() {
        launching();
        var ledger = ledgers.open(RUN.namespace());
        ledgers.open(RUN.namespace()).remember(RUN, RunRecord.NOTHING.onANodeThatIsOff());

        ledger.remember(RUN, SEEN);

        assertThat(now().record(RUN)).isEqualTo(SEEN.onANodeThatIsOff());
    }

    @Test
    void onlyOneOfTwoBeginsALedger() {
        var late = ledgers.open(RUN.namespace());
        launching();

        var after =
                late.update(RUN, before -> before.isPresent() ? Optional.empty() : Optional.of(entry(Stage.REFUSED)));

        assertThat(after).contains(entry(Stage.LAUNCHING));
    }

    @Test
    void givesUpForThisTimeWhereOthersWriteEachTime() {
        launching();
        var ledger = ledgers.open(RUN.namespace());
        cluster.isAwayFor(call -> {
            if (call.startsWith("replace")) {
                cluster.put(now().object());
            }
            return false;
        });

        assertThatThrownBy(() -> ledger.remember(RUN, SEEN))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("the ledger of media was changed by others 5 times in a row");
    }

    private void launching() {
        ledgers.open(RUN.namespace()).update(RUN, _ -> Optional.of(entry(Stage.LAUNCHING)));
    }

    private Ledger now() {
        return ledgers.open(RUN.namespace()).ledger();
    }

    private static Entry entry(Stage stage) {
        return new Entry(stage, MIGRATION, "");
    }
}
