package io.movein.runner.cluster;

import io.movein.runner.run.Ledger;
import io.movein.runner.run.Ledger.Entry;
import io.movein.runner.run.RunRef;
import java.util.List;
import java.util.Optional;

/** The ledgers of all tenants. */
public final class Ledgers {
    private final Cluster cluster;

    public Ledgers(Cluster cluster) {
        this.cluster = cluster;
    }

    /** As it is now, for one order or one look. */
    public OpenLedger open(String namespace) {
        return new OpenLedger(cluster, namespace);
    }

    public Optional<Entry> entry(RunRef run) {
        return open(run.namespace()).ledger().entry(run);
    }

    public List<Ledger> all() {
        return cluster.listNamed(Kind.CONFIG_MAP, Ledger.NAME).stream()
                .map(Ledger::new)
                .toList();
    }
}
