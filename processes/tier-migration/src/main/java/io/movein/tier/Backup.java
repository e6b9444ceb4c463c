package io.movein.tier;

import com.github.luben.zstd.ZstdOutputStream;
import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.evidence.EvidenceBundle;
import io.movein.process.evidence.EvidenceStore;
import io.movein.process.run.ProcessRun;
import io.movein.store.postgresql.DatabaseCatalogue;
import io.movein.store.postgresql.SchemaDump.Section;
import io.movein.store.postgresql.SequencePositions;
import io.movein.store.postgresql.TableCopy.Copied;
import io.movein.store.postgresql.TablePart;
import io.movein.tier.BackupManifest.Kept;
import io.movein.tier.BackupManifest.Rows;
import io.movein.tier.configuration.PostgresqlPlan;
import io.movein.tier.configuration.TierPlan;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is copied, kept beside the evidence as well: the same bytes, part by part, and the definitions. Without its manifest, which comes
 * last, it is none.
 */
final class Backup {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final EvidenceStore place;
    private final Path scratch;
    private final String name;
    private final Instant taken = Instant.now();
    private final AtomicInteger number = new AtomicInteger();
    private final Map<Section, Kept> definitions = new ConcurrentHashMap<>();
    private final Queue<Rows> rows = new ConcurrentLinkedQueue<>();

    /** @param snapshot of how many it is the copy; what was kept of those before is none, and stays */
    Backup(EvidenceStore place, Path scratch, int snapshot) {
        this.place = place;
        this.scratch = scratch;
        this.name = snapshot == 1 ? "backup" : "backup-" + snapshot;
    }

    /** Where the bytes of one part go before they are kept. */
    final class Writing implements AutoCloseable {

        private final String name;
        private final Path file;
        private final OutputStream out;

        private Writing(String name) throws IOException {
            this.name = name;
            this.file = Files.createTempFile(scratch, "backup", ".zst");
            this.out = new ZstdOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
        }

        OutputStream out() {
            return out;
        }

        private Kept keep() throws IOException {
            out.close();
            return new Kept(name, Files.size(file), EvidenceBundle.deliver(place, name, file));
        }

        void keep(TablePart part, Copied copied) throws IOException {
            var leaf = part.leaf().name();
            rows.add(new Rows(
                    leaf.schema(),
                    leaf.name(),
                    part.table().copied(),
                    part.table().binary(),
                    copied.rows(),
                    keep()));
        }

        @Override
        public void close() throws IOException {
            try {
                out.close();
            } finally {
                Files.deleteIfExists(file);
            }
        }
    }

    Writing part() throws IOException {
        return new Writing("%s-rows-%05d.copy.zst".formatted(name, number.incrementAndGet()));
    }

    void definitions(Section section, String script) {
        try (var writing = new Writing("%s-%s.sql.zst".formatted(name, section.word()))) {
            writing.out().write(script.getBytes(StandardCharsets.UTF_8));
            definitions.put(section, writing.keep());
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** @return SHA-256 of the manifest */
    String end(ProcessRun<TierPlan> run, PostgresqlPlan plan, Sides sides) {
        try (var source = sides.source().open();
                var target = sides.target().open()) {
            var schemas = plan.schemas();
            var sequences = SequencePositions.read(source, new DatabaseCatalogue(target, schemas).sequences());
            var manifest = new BackupManifest(
                    run.configuration().tenant(),
                    taken,
                    source.major(),
                    schemas,
                    definition(Section.PRE_DATA),
                    sorted(),
                    definition(Section.POST_DATA),
                    BackupManifest.sequences(sequences));
            run.progress()
                    .log("backup: %d rows in %s, %s"
                            .formatted(manifest.count(), Amounts.bytes(manifest.bytes()), place.location()));
            return keep(manifest);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private Kept definition(Section section) {
        var kept = definitions.get(section);
        if (kept == null) {
            throw new IllegalStateException("the definitions come before the end");
        }
        return kept;
    }

    private List<Rows> sorted() {
        return rows.stream()
                .sorted(Comparator.comparing(part -> part.kept().file()))
                .toList();
    }

    private String keep(BackupManifest manifest) throws IOException {
        var file = Files.createTempFile(scratch, "backup", ".json");
        try {
            Files.write(file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
            return EvidenceBundle.deliver(place, BackupManifest.NAME, file);
        } finally {
            Files.delete(file);
        }
    }

    static MigrationFailure failure(IOException e) {
        return new MigrationFailure(ExitCode.DESTINATION, "backup: could not be written: " + e, e);
    }
}
