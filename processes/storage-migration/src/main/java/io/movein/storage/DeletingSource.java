package io.movein.storage;

import io.movein.process.ExitCode;
import io.movein.process.JsonTrees;
import io.movein.process.MigrationFailure;
import io.movein.process.evidence.EvidenceReader;
import io.movein.process.items.Blame;
import io.movein.process.items.Item;
import io.movein.process.items.Outcome;
import io.movein.process.items.PlannedItem;
import io.movein.process.lease.Lease;
import io.movein.process.pace.Turn;
import io.movein.process.run.FailureLimits;
import io.movein.process.run.ProcessRun;
import io.movein.storage.catalogue.Catalogue;
import io.movein.storage.catalogue.Catalogue.CatalogueFailure;
import io.movein.storage.configuration.StoragePlan;
import io.movein.store.objects.ContentDigest;
import io.movein.store.objects.Names;
import io.movein.store.objects.ObjectEvidence;
import io.movein.store.objects.ObjectStore;
import io.movein.store.objects.StoreFailure;
import io.movein.store.objects.Stored;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The operation {@code delete-source}: removes at the source what evidence proves to be moved for longer than the window, if the row
 * still points to the target, no other row of any scope points to the source's object, the destination is read back once more, and
 * the source still has what was moved. A dry-run looks at the rows only.
 */
final class DeletingSource {

    /** @param sha256 of the plain bytes, from the evidence */
    private record Proof(PlannedMove move, String sha256) {}

    /** Where nothing is changed. */
    private static final Lease NOBODY = new Lease() {

        @Override
        public void check() {
            throw new IllegalStateException("a dry-run changes nothing");
        }

        @Override
        public void checkToLetGo() {
            check();
        }

        @Override
        public void close() {
            // nothing was taken
        }
    };

    private final ProcessRun<StoragePlan> run;
    private final StoragePlan plan;
    private final Sides sides;
    private final Catalogue catalogue;
    private final Causes causes;
    private final Clock clock;
    private final AtomicLong tooYoung = new AtomicLong();

    DeletingSource(ProcessRun<StoragePlan> run, Sides sides, Catalogue catalogue, Clock clock) {
        this.run = run;
        this.plan = run.configuration();
        this.sides = sides;
        this.catalogue = catalogue;
        this.causes = new Causes(plan.target(), new Health(sides));
        this.clock = clock;
    }

    String delete() throws InterruptedException {
        var settings = Objects.requireNonNull(plan.deleteSource(), "the schema requires it");
        settings.evidence().forEach(this::plan);
        var journal = run.journal();
        run.progress()
                .phase(
                        run.dryRun() ? "look" : "delete",
                        "objects",
                        OptionalLong.of(journal.counts().total()),
                        () -> journal.counts().done());
        handleAll();
        var counts = journal.counts();
        return "%s%d of %d objects %s at the sources; %d kept, %d failed %s; %d moved too recently"
                .formatted(
                        run.dryRun() ? "dry-run: " : "",
                        counts.migrated().items(),
                        counts.total(),
                        run.dryRun() ? "would be deleted" : "deleted",
                        counts.skipped().items(),
                        counts.failed().items(),
                        journal.causes(),
                        tooYoung.get());
    }

    private void handleAll() throws InterruptedException {
        var items = run.items(new FailureLimits(plan.failures(), Migrating.EXIT_CODES));
        if (run.dryRun()) {
            items.run((item, turn) -> handle(item, turn, NOBODY));
            return;
        }
        try (var lease = TargetLease.take(run, sides)) {
            items.run((item, turn) -> handle(item, turn, lease));
        }
    }

    private void plan(String folder) {
        var place = Objects.requireNonNull(plan.evidence(), "the schema requires it");
        var store = new ObjectEvidence(
                sides.at(place.binding()), place.prefix() + (folder.endsWith("/") ? folder : folder + "/"));
        try {
            EvidenceReader.open(store)
                    .forEachItem(line -> proof(line)
                            .ifPresent(item -> run.journal().add(List.of(item).iterator())));
        } catch (IOException e) {
            throw new MigrationFailure(
                    ExitCode.CONFIGURATION,
                    "there is no evidence at %s: %s".formatted(store.location(), e.getMessage()),
                    e);
        }
    }

    private Optional<PlannedItem> proof(JsonNode line) {
        if (!line.path("state").asString("").equals("migrated") || !line.has("sha256")) {
            return Optional.empty();
        }
        var window = Objects.requireNonNull(plan.deleteSource()).window();
        if (Instant.parse(line.get("at").asString()).isAfter(clock.instant().minus(window))) {
            tooYoung.incrementAndGet();
            return Optional.empty();
        }
        var move = JsonTrees.MAPPER.treeToValue(line.get("detail"), PlannedMove.class);
        var detail = JsonTrees.MAPPER.writeValueAsString(
                new Proof(move, line.get("sha256").asString()));
        return Optional.of(new PlannedItem(
                move.from().id(), move.from().binding(), line.path("moved").asLong(0), detail));
    }

    private Outcome handle(Item item, Turn turn, Lease lease) throws InterruptedException {
        try {
            var proof = JsonTrees.MAPPER.readValue(item.detail(), Proof.class);
            var stays = stays(proof);
            if (stays != null || run.dryRun()) {
                return stays != null ? stays : Outcome.migrated(item.bytes(), proof.sha256);
            }
            return delete(proof, sides.at(proof.move.from().binding(), turn), sides.at(plan.target(), turn), lease);
        } catch (StoreFailure failure) {
            return causes.of(failure);
        } catch (CatalogueFailure failure) {
            throw new MigrationFailure(ExitCode.DESTINATION, String.valueOf(failure.getMessage()), failure);
        } catch (IOException e) {
            return Outcome.failed(Blame.ITEM, "unexpected", String.valueOf(e.getMessage()));
        }
    }

    /** By the rows as they are now; null if nothing speaks against it. */
    private @Nullable Outcome stays(Proof proof) {
        var from = proof.move.from();
        if (catalogue
                .find(from.id())
                .filter(row -> row.liesAt(plan.target(), proof.move.key()))
                .isEmpty()) {
            return Outcome.skipped(
                    "row-elsewhere", "its row does not point (or no longer points) to where it was moved");
        }
        return catalogue
                .otherAt(from.binding(), from.key(), from.id())
                .map(other -> Outcome.skipped("still-referenced", "still referenced by " + other))
                .orElse(null);
    }

    private Outcome delete(Proof proof, ObjectStore source, ObjectStore target, Lease lease) throws IOException {
        var from = proof.move.from();
        if (digest(target, proof.move.key())
                .filter(back -> back.sha256().equals(proof.sha256))
                .isEmpty()) {
            return Outcome.failed(
                    Blame.ITEM,
                    "destination-differs",
                    "%s in '%s' is not, or is no longer, what was moved: the source is kept"
                            .formatted(Names.show(proof.move.key()), plan.target()));
        }
        var fetched = source.fetch(from.key());
        if (fetched.isEmpty()) {
            return Outcome.skipped("gone", "the object no longer exists at the source");
        }
        Stored stored;
        try (var object = fetched.get()) {
            stored = object.stored();
            var digest = ContentDigest.of(object);
            if (!digest.sha256().equals(proof.sha256)) {
                return Outcome.skipped(
                        "source-differs", "the source's content differs from what was moved: it is kept");
            }
        }
        var stays = stays(proof);
        if (stays != null) {
            return stays;
        }
        lease.check();
        return source.delete(stored)
                ? Outcome.migrated(stored.size(), proof.sha256)
                : Outcome.skipped("source-differs", "the source was changed just now: it is kept");
    }

    private static Optional<ContentDigest> digest(ObjectStore store, String key) throws IOException {
        var fetched = store.fetch(key);
        if (fetched.isEmpty()) {
            return Optional.empty();
        }
        try (var object = fetched.get()) {
            return Optional.of(ContentDigest.of(object));
        }
    }
}
