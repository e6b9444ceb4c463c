package io.movein.storage;

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
import io.movein.process.pace.Pace;
import io.movein.process.retry.Classifier;
import io.movein.process.retry.Retries;
import io.movein.process.run.MigrationProcess;
import io.movein.process.run.ProcessRun;
import io.movein.storage.catalogue.Catalogue;
import io.movein.storage.catalogue.Catalogue.CatalogueFailure;
import io.movein.storage.catalogue.ListingCatalogue;
import io.movein.storage.catalogue.PostgresCatalogue;
import io.movein.storage.configuration.EvidencePlace;
import io.movein.storage.configuration.StoragePlan;
import io.movein.store.objects.ObjectEvidence;
import io.movein.store.objects.ObjectStore;
import io.movein.store.objects.StoreFailure;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Moves an organisation's files to its own bucket, item by item, with proof. */
public final class StorageMigration implements MigrationProcess<StoragePlan> {

    /** What security and operations are told if a live run fails. */
    static final String ALARM = "storageOperationsMigrationFailed";

    private final Clock clock = Clock.systemUTC();
    private final Duration firstWait;

    public StorageMigration() {
        this(Retries.FIRST_WAIT);
    }

    /** @param firstWait before what failed and may pass is tried again */
    StorageMigration(Duration firstWait) {
        this.firstWait = firstWait;
    }

    public static void main(String[] arguments) {
        ProcessCommand.main(new StorageMigration(), arguments);
    }

    private interface Work<T> {
        T with(Sides sides, Catalogue catalogue) throws InterruptedException;
    }

    @Override
    public List<ConfigurationProblem> validate(ProcessRun<StoragePlan> run) {
        var problems = new ArrayList<>(run.configuration().problems());
        if (!problems.isEmpty()) {
            return problems;
        }
        try (var sides =
                Sides.open(run.configuration(), run.secrets(), run.retries(StoreFailure::classify, firstWait))) {
            var asked = sides.asked();
            try (var _ = catalogue(run, sides)) {
                return asked.get();
            } catch (CatalogueFailure failure) {
                problems.addAll(asked.get());
                problems.add(ConfigurationProblem.of(
                        "catalogue", String.valueOf(failure.getMessage()), "a table that can be read"));
                return problems;
            }
        } catch (IllegalArgumentException noKeySet) {
            return List.of(ConfigurationProblem.of("bindings", String.valueOf(noKeySet.getMessage()), "a key set"));
        }
    }

    @Override
    public String run(ProcessRun<StoragePlan> run) throws InterruptedException {
        try {
            return with(run, (sides, catalogue) -> switch (run.configuration().operation()) {
                case MIGRATE -> {
                    var migrating = new Migrating(run, sides, catalogue);
                    yield run.dryRun() ? migrating.estimate() : migrating.move();
                }
                case DELETE_SOURCE -> new DeletingSource(run, sides, catalogue, clock).delete();
            });
        } catch (MigrationFailure failure) {
            if (!run.dryRun()) {
                run.progress().alarm(ALARM, String.valueOf(failure.getMessage()));
            }
            throw failure;
        }
    }

    @Override
    public void verify(ProcessRun<StoragePlan> run) throws InterruptedException {
        with(run, (sides, catalogue) -> {
            new Verifying(run, sides, catalogue).check();
            return "";
        });
    }

    private <T> T with(ProcessRun<StoragePlan> run, Work<T> work) throws InterruptedException {
        var plan = run.configuration();
        var retries =
                run.retries(throttlingIsTold(run), firstWait, plan.transfer().patience());
        try (var sides = Sides.open(plan, run.secrets(), retries);
                var catalogue = catalogue(run, sides)) {
            return work.with(sides, catalogue);
        } catch (StoreFailure failure) {
            var isTarget = failure.place().name().equals(plan.target());
            throw new MigrationFailure(
                    isTarget ? ExitCode.DESTINATION : ExitCode.SOURCE, String.valueOf(failure.getMessage()), failure);
        } catch (CatalogueFailure failure) {
            throw new MigrationFailure(ExitCode.DESTINATION, String.valueOf(failure.getMessage()), failure);
        }
    }

    private static Classifier throttlingIsTold(ProcessRun<StoragePlan> run) {
        var told = new ThrottlingNotice(run);
        return failure -> {
            var verdict = StoreFailure.classify(failure);
            if (verdict instanceof Classifier.Verdict.Throttled && failure instanceof StoreFailure known) {
                told.by(known);
            }
            return verdict;
        };
    }

    private Catalogue catalogue(ProcessRun<StoragePlan> run, Sides sides) {
        var plan = run.configuration();
        var settings = plan.catalogue();
        if (settings.listing() != null) {
            return new ListingCatalogue(
                    settings.listing(),
                    plan.target(),
                    plan.scope(),
                    sides.at(settings.listing().binding()),
                    sides.target(),
                    run.scratch(),
                    clock);
        }
        var table = java.util.Objects.requireNonNull(settings.postgresql(), "the schema requires one of the two");
        return PostgresCatalogue.open(
                table,
                plan.target(),
                plan.scope(),
                run.secrets(),
                run.retries(PostgresCatalogue::classify, firstWait),
                clock);
    }

    @Override
    public Optional<EvidenceStore> evidence(StoragePlan plan, Secrets secrets, Assignment assignment) {
        return Optional.ofNullable(plan.evidence())
                .map(place ->
                        ObjectEvidence.of(evidenceStore(plan, secrets, place), place.prefix(), assignment, clock));
    }

    @Override
    public Optional<EvidenceStore> evidenceAt(StoragePlan plan, Secrets secrets, String location) {
        return Optional.ofNullable(plan.evidence())
                .flatMap(place -> ObjectEvidence.at(evidenceStore(plan, secrets, place), location));
    }

    private ObjectStore evidenceStore(StoragePlan plan, Secrets secrets, EvidencePlace place) {
        return Sides.open(plan, secrets, new Retries(StoreFailure::classify, Pace.of(plan.pace()), firstWait))
                .at(place.binding());
    }

    @Override
    public ConfigurationFormat<StoragePlan> format() {
        return ConfigurationFormat.of(StoragePlan.class, "storage-migration.schema.json");
    }

    @Override
    public PaceSettings pace(StoragePlan plan) {
        return plan.pace();
    }

    @Override
    public String reason(StoragePlan plan) {
        return plan.reason();
    }

    @Override
    public List<SecretReference> secrets(StoragePlan plan) {
        return plan.secrets();
    }

    @Override
    public String name() {
        return "storage-migration";
    }

    @Override
    public String description() {
        return "Moves an organisation's files to its own bucket, item by item, with proof.";
    }

    @Override
    public String example() {
        return Example.TEXT;
    }
}
