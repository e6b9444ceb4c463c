package io.movein.runner.cluster;

import io.movein.runner.run.Ledger;
import io.movein.runner.run.Ledger.Entry;
import io.movein.runner.run.RunRecord;
import io.movein.runner.run.RunRef;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The ledgers of all tenants. A line changes only from what was read: two writers cannot both win. */
public final class Ledgers {
    private static final int TRIES = 5;

    private final Cluster cluster;

    public Ledgers(Cluster cluster) {
        this.cluster = cluster;
    }

    public Optional<Entry> entry(RunRef run) {
        return read(run.namespace()).entry(run);
    }

    /** Keeps what was seen of the run. */
    public void remember(RunRef run, RunRecord record) {
        for (int i = 0; i < TRIES; i++) {
            var ledger = read(run.namespace());
            // an operator's word, which a look that began before it does not know
            var whole = ledger.record(run).off() ? record.onANodeThatIsOff() : record;
            if (ledger.entry(run).isEmpty() || write(ledger, ledger.with(run, whole))) {
                return;
            }
        }
        throw changedByOthers(run);
    }

    /**
     * Changes the line of a run.
     *
     * @param change from what is there to what should be; empty: leave it
     * @return what is there in the end
     * @throws RefusedException the ledger cannot be written; the namespace is going or gone
     */
    public Optional<Entry> update(RunRef run, Function<Optional<Entry>, Optional<Entry>> change) {
        for (int i = 0; i < TRIES; i++) {
            var ledger = read(run.namespace());
            var before = ledger.entry(run);
            var after = change.apply(before);
            if (after.isEmpty() || after.equals(before)) {
                return before;
            }
            if (write(ledger, ledger.with(run, after.get()))) {
                return after;
            }
        }
        throw changedByOthers(run);
    }

    private static UnavailableException changedByOthers(RunRef run) {
        return new UnavailableException(
                "the ledger of " + run.namespace() + " was changed by others " + TRIES + " times in a row");
    }

    public List<Ledger> all() {
        return cluster.listNamed(Kind.CONFIG_MAP, Ledger.NAME).stream()
                .map(Ledger::new)
                .toList();
    }

    public Ledger read(String namespace) {
        return cluster.get(Kind.CONFIG_MAP, namespace, Ledger.NAME)
                .map(Ledger::new)
                .orElseGet(() -> Ledger.empty(namespace));
    }

    private boolean write(Ledger before, Ledger after) {
        return before.exists()
                ? cluster.replace(Kind.CONFIG_MAP, after.object())
                : cluster.create(Kind.CONFIG_MAP, after.object());
    }
}
