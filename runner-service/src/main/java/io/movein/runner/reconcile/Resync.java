package io.movein.runner.reconcile;

import io.movein.runner.cluster.Cluster;
import io.movein.runner.cluster.Kind;
import io.movein.runner.cluster.Ledgers;
import io.movein.runner.run.Ledger;
import io.movein.runner.run.Ledger.Stage;
import io.movein.runner.run.RunLabels;
import io.movein.runner.run.RunRef;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The periodic pass over the whole cluster: watches die silently, and what nobody enqueues is found here. */
public final class Resync {
    private final Cluster cluster;
    private final Ledgers ledgers;
    private final Removal removal;

    public Resync(Cluster cluster) {
        this.cluster = cluster;
        this.ledgers = new Ledgers(cluster);
        this.removal = new Removal(cluster);
    }

    /** Every run that is to be looked at: those with a Job, and those that the ledgers have open, with or without one. */
    public Set<RunRef> runs() {
        var runs = new LinkedHashSet<RunRef>();
        ledgers.all().stream().map(Ledger::open).forEach(runs::addAll);
        cluster.list(Kind.JOB, null, RunLabels.OURS)
                .forEach(job -> RunRef.of(job.getMetadata()).ifPresent(runs::add));
        return runs;
    }

    /**
     * Removes what is there of runs that are torn down: a write that took effect late, a backup that was restored.
     *
     * @return {@code kind/name} each
     */
    public List<String> sweep() {
        var removed = new ArrayList<String>();
        Stream.concat(Stream.of(Kind.JOB), Kind.BESIDE_THE_JOB.stream())
                // no right to list them; they go with the others of their run
                .filter(kind -> kind != Kind.CONFIG_MAP)
                .flatMap(this::runsWith)
                .distinct()
                .filter(this::isTornDown)
                .forEach(run -> removed.addAll(removal.remove(run, true).removed()));
        return removed;
    }

    private Stream<RunRef> runsWith(Kind<?> kind) {
        return cluster.list(kind, null, RunLabels.OF_RUNS).stream()
                .map(object -> RunRef.of(object.getMetadata()))
                .flatMap(Optional::stream);
    }

    private boolean isTornDown(RunRef run) {
        return ledgers.entry(run)
                .filter(it ->
                        it.is(Stage.TORN_DOWN) && it.migration().equals(run.id().migration()))
                .isPresent();
    }
}
