package io.movein.runner.cluster;

import io.movein.runner.run.Ledger;
import io.movein.runner.run.Ledger.Entry;
import io.movein.runner.run.RunRecord;
import io.movein.runner.run.RunRef;
import java.util.Optional;
import java.util.function.Function;

/**
 * A tenant's ledger for the time of one order or one look: as it was last read or written. A write is on exactly that, by its resource
 * version; where others have written meanwhile it does not take place, and is decided anew on what they left. So nothing is
 * read twice to be sure of it, and two writers cannot both win. It is not to be kept from one look to the next: what is only read
 * from it is as old as it is.
 */
public final class OpenLedger {
    private static final int TRIES = 5;

    private final Cluster cluster;
    private final String namespace;
    private Ledger ledger;

    OpenLedger(Cluster cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.ledger = read();
    }

    /** As it was last read or written. */
    public Ledger ledger() {
        return ledger;
    }

    /** Keeps what was seen of the run, where the ledger knows the run. */
    public void remember(RunRef run, RunRecord record) {
        for (int i = 0; i < TRIES; i++) {
            // an operator's word, which a look that began before it does not know
            var whole = ledger.record(run).off() ? record.onANodeThatIsOff() : record;
            if (ledger.entry(run).isEmpty() || ledger.record(run).equals(whole) || write(ledger.with(run, whole))) {
                return;
            }
        }
        throw changedByOthers();
    }

    /**
     * Changes the line of a run.
     *
     * @param change from what is there to what should be; empty: leave it. Asked again where others have written meanwhile, and
     *     then {@link #ledger} is what they left
     * @return what is there in the end
     * @throws RefusedException the ledger cannot be written; the namespace is going or gone
     */
    public Optional<Entry> update(RunRef run, Function<Optional<Entry>, Optional<Entry>> change) {
        for (int i = 0; i < TRIES; i++) {
            var before = ledger.entry(run);
            var after = change.apply(before);
            if (after.isEmpty() || after.equals(before)) {
                return before;
            }
            if (write(ledger.with(run, after.get()))) {
                return after;
            }
        }
        throw changedByOthers();
    }

    /** @return false: others have changed it, and it is read anew */
    private boolean write(Ledger after) {
        var written = ledger.exists()
                ? cluster.replace(Kind.CONFIG_MAP, after.object())
                : cluster.create(Kind.CONFIG_MAP, after.object());
        ledger = written.map(Ledger::new).orElseGet(this::read);
        return written.isPresent();
    }

    private Ledger read() {
        return cluster.get(Kind.CONFIG_MAP, namespace, Ledger.NAME)
                .map(Ledger::new)
                .orElseGet(() -> Ledger.empty(namespace));
    }

    private UnavailableException changedByOthers() {
        return new UnavailableException(
                "the ledger of " + namespace + " was changed by others " + TRIES + " times in a row");
    }
}
