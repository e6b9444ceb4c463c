package io.movein.storage;

import io.movein.process.lease.Fenced;
import io.movein.process.lease.HeldLease;
import io.movein.process.lease.HeldLease.Terms;
import io.movein.process.lease.Lease;
import io.movein.process.run.ProcessRun;
import io.movein.storage.configuration.StoragePlan;
import io.movein.store.objects.ObjectLeaseStore;
import java.time.Duration;
import java.util.UUID;

/** One process at a time writes to a target for a migration. The lease is an object there; nobody but this program reads it. */
final class TargetLease {

    static final String PREFIX = "movein-lease/";
    private static final Duration TRUST = Duration.ofSeconds(2);
    private static final String NAME = "lease";

    private TargetLease() {}

    /** @throws Fenced if another process has it */
    static Lease take(ProcessRun<StoragePlan> run, Sides sides) throws InterruptedException {
        var leases = new ObjectLeaseStore(
                sides.target(), PREFIX + slug(run.assignment().migration()) + "/");
        if (!run.configuration().transfer().conditionalWrites()) {
            run.progress()
                    .log(
                            "'%s' does not honour conditional writes: that no second process began in the same moment cannot be proven, only seen afterwards"
                                    .formatted(run.configuration().target()));
        }
        var life = run.configuration().transfer().lease();
        var trust = life.dividedBy(4).compareTo(TRUST) < 0 ? life.dividedBy(4) : TRUST;
        return HeldLease.await(leases, new Terms(name(run), life, trust));
    }

    /** That of the journal, which one process alone has open: the process before it is not alive any more. */
    private static String name(ProcessRun<StoragePlan> run) {
        var facts = run.journal().facts();
        return facts.get(NAME).orElseGet(() -> {
            var name = UUID.randomUUID().toString();
            facts.put(NAME, name);
            return name;
        });
    }

    private static String slug(String migration) {
        return migration.replaceAll("[^A-Za-z0-9.-]+", "-");
    }
}
