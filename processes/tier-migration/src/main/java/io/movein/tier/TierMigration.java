package io.movein.tier;

import io.movein.process.Assignment;
import io.movein.process.ConfigurationProblem;
import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.SecretReference;
import io.movein.process.Secrets;
import io.movein.process.cli.ProcessCommand;
import io.movein.process.configuration.ConfigurationFormat;
import io.movein.process.configuration.PaceSettings;
import io.movein.process.evidence.EvidenceStore;
import io.movein.process.items.Blame;
import io.movein.process.lease.FileLeaseStore;
import io.movein.process.lease.HeldLease;
import io.movein.process.lease.HeldLease.Terms;
import io.movein.process.lease.LeaseStore;
import io.movein.process.pace.Pace;
import io.movein.process.retry.Retries;
import io.movein.process.run.ProcessRun;
import io.movein.process.run.Restorable;
import io.movein.store.objects.ObjectEvidence;
import io.movein.store.objects.ObjectLeaseStore;
import io.movein.store.objects.ObjectStore;
import io.movein.store.objects.StoreFailure;
import io.movein.store.postgresql.PostgresFailure;
import io.movein.store.postgresql.PostgresLeaseStore;
import io.movein.tier.configuration.TierPlan;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Moves a tenant from shared to dedicated infrastructure, all its stores under one plan, proven before the switch. */
public final class TierMigration implements Restorable<TierPlan> {

    /** What security and operations are told if a live run fails. */
    static final String ALARM = "tierMigrationFailed";

    private static final String LEASE = "lease";

    public static void main(String[] arguments) {
        ProcessCommand.main(new TierMigration(), arguments);
    }

    @Override
    public List<ConfigurationProblem> validate(ProcessRun<TierPlan> run) throws InterruptedException {
        run.progress().phase("validate", "problems", OptionalLong.empty());
        return Readiness.problems(run);
    }

    @Override
    public String run(ProcessRun<TierPlan> run) throws InterruptedException {
        try {
            return run.dryRun() ? estimate(run) : move(run);
        } catch (PostgresFailure failure) {
            throw told(run, Importing.failure(failure));
        } catch (MigrationFailure failure) {
            throw told(run, failure);
        }
    }

    private static MigrationFailure told(ProcessRun<TierPlan> run, MigrationFailure failure) {
        if (!run.dryRun() && failure.exitCode() != ExitCode.STOPPED) {
            run.progress().alarm(ALARM, run.secrets().redact(String.valueOf(failure.getMessage())));
        }
        return failure;
    }

    private static String estimate(ProcessRun<TierPlan> run) throws InterruptedException {
        return "of tenant '%s' would be copied: %s; nothing was written; %s"
                .formatted(
                        run.configuration().tenant(),
                        String.join(", ", Stores.of(run).sizes()),
                        PointOfNoReturn.of(run.configuration()));
    }

    /** The lease is at the database; where none moves, beside the evidence, so that every machine finds it. */
    private static String move(ProcessRun<TierPlan> run) throws InterruptedException {
        var plan = run.configuration();
        if (plan.database().isPresent()) {
            var target = Sides.of(plan.database().get(), run.secrets()).target();
            try (var leases = PostgresLeaseStore.at(target, TargetMarker.SCHEMA)) {
                return move(run, leases);
            }
        }
        var evidence = plan.evidence();
        if (evidence != null) {
            try (var store = bucket(plan, evidence, run.secrets())) {
                return move(run, new ObjectLeaseStore(store, "lease-%s/".formatted(MigrationName.of(plan))));
            }
        }
        return move(run, new FileLeaseStore(run.scratch().resolve(LEASE)));
    }

    private static String move(ProcessRun<TierPlan> run, LeaseStore leases) throws InterruptedException {
        var terms = Terms.of(run.journal().facts(), run.configuration().lease());
        try (var lease = HeldLease.await(leases, terms)) {
            return new Moving(run, lease).move();
        }
    }

    @Override
    public void verify(ProcessRun<TierPlan> run) throws InterruptedException {
        try {
            new Comparison(run, Stores.of(run)).make();
        } catch (PostgresFailure failure) {
            throw Importing.failure(failure);
        }
    }

    @Override
    public String restore(ProcessRun<TierPlan> run, EvidenceStore from) throws IOException {
        return Restoring.restore(run, from);
    }

    @Override
    public Optional<EvidenceStore> evidence(TierPlan plan, Secrets secrets, Assignment assignment) {
        return Optional.ofNullable(plan.evidence())
                .map(bucket -> ObjectEvidence.of(bucket(plan, bucket, secrets), "", assignment, Clock.systemUTC()));
    }

    @Override
    public Optional<EvidenceStore> evidenceAt(TierPlan plan, Secrets secrets, String location) {
        return Optional.ofNullable(plan.evidence())
                .flatMap(bucket -> ObjectEvidence.at(bucket(plan, bucket, secrets), location));
    }

    private static ObjectStore bucket(TierPlan plan, TierPlan.Bucket bucket, Secrets secrets) {
        var retries = new Retries(StoreFailure::classify, Pace.of(plan.pace()));
        return Buckets.open("evidence", bucket, secrets, retries, Blame.DESTINATION);
    }

    @Override
    public ConfigurationFormat<TierPlan> format() {
        return ConfigurationFormat.of(TierPlan.class, "tier-migration.schema.json");
    }

    @Override
    public PaceSettings pace(TierPlan plan) {
        return plan.pace();
    }

    @Override
    public String reason(TierPlan plan) {
        return plan.reason();
    }

    @Override
    public List<SecretReference> secrets(TierPlan plan) {
        return plan.secrets();
    }

    @Override
    public String name() {
        return "tier-migration";
    }

    @Override
    public String description() {
        return "Moves a tenant from shared to dedicated infrastructure, proven before the switch.";
    }

    @Override
    public String example() {
        return Example.TEXT;
    }
}
