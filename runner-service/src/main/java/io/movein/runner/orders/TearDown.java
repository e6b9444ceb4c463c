package io.movein.runner.orders;

import io.movein.contract.Traceparent;
import io.movein.order.TearDownRun;
import io.movein.runner.cluster.Cluster;
import io.movein.runner.cluster.Ledgers;
import io.movein.runner.cluster.RefusedException;
import io.movein.runner.cluster.UnavailableException;
import io.movein.runner.reconcile.Removal;
import io.movein.runner.reconcile.ReportPublisher;
import io.movein.runner.run.Ledger.Entry;
import io.movein.runner.run.Ledger.Stage;
import io.movein.runner.run.RunRef;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes down that a run goes; the look at the run that follows removes it and says when nothing is left. */
final class TearDown {
    private final Ledgers ledgers;
    private final Removal removal;
    private final ReportPublisher reports;
    private final Consumer<RunRef> enqueue;

    TearDown(Cluster cluster, ReportPublisher reports, Consumer<RunRef> enqueue) {
        this.ledgers = new Ledgers(cluster);
        this.removal = new Removal(cluster);
        this.reports = reports;
        this.enqueue = enqueue;
    }

    void carryOut(TearDownRun order, RunRef run, Traceparent trace) {
        var note = order.getKeepState() ? Removal.KEEP_STATE : "";
        try {
            var entry = ledgers.open(run.namespace())
                    .update(run, before -> next(before, run, note))
                    .orElseThrow();
            if (entry.is(Stage.TORN_DOWN) || !entry.migration().equals(run.id().migration())) {
                reports.tornDown(
                        run, trace, !order.getKeepState(), order.getKeepState() && removal.hasState(run), List.of());
            } else {
                enqueue.accept(run);
            }
        } catch (RefusedException e) {
            withoutALedger(order, run, trace, e);
        }
    }

    /** Torn down but for its state, and the state is to go now: once more. A replayed older order takes nothing from a later run. */
    private static Optional<Entry> next(Optional<Entry> before, RunRef run, String note) {
        var done = before.filter(it ->
                it.is(Stage.TORN_DOWN) && (it.note().equals(note) || it.note().isEmpty())
                        || !it.migration().equals(run.id().migration()));
        return done.isPresent()
                ? Optional.empty()
                : Optional.of(new Entry(Stage.TEARING_DOWN, run.id().migration(), note));
    }

    /** The namespace is gone, or going with everything in it. */
    private void withoutALedger(TearDownRun order, RunRef run, Traceparent trace, RefusedException e) {
        if (!removal.isGone(run, false)) {
            throw new UnavailableException(
                    "the ledger of " + run.namespace() + " cannot be written: " + e.getMessage());
        }
        reports.tornDown(run, trace, !order.getKeepState(), false, List.of());
    }
}
