package io.movein.storage;

import io.movein.process.lease.Fenced;
import io.movein.process.lease.HeldLease;
import io.movein.process.lease.HeldLease.Terms;
import io.movein.process.lease.Lease;
import io.movein.process.run.ProcessRun;
import io.movein.storage.configuration.StoragePlan;
import io.movein.store.objects.ObjectLeaseStore;

/** One process at a time writes to a target for a migration. The lease is an object there; nobody but this program reads it. */
final class TargetLease {

    static final String PREFIX = "movein-lease/";

    private TargetLease() {}

    /** @throws Fenced if another process has it */
    static Lease take(ProcessRun<StoragePlan> run, Sides sides) throws InterruptedException {
        var leases = new ObjectLeaseStore(
                sides.target(), PREFIX + slug(run.assignment().migration()) + "/");
        if (!run.configuration().transfer().conditionalWrites()) {
            run.progress()
                    .log(
                            "'%s' does not honour conditional writes: a second process that begins at the same moment can only be detected afterwards"
                                    .formatted(run.configuration().target()));
        }
        return HeldLease.await(
                leases,
                Terms.of(run.journal().facts(), run.configuration().transfer().lease()));
    }

    private static String slug(String migration) {
        return migration.replaceAll("[^A-Za-z0-9.-]+", "-");
    }
}
