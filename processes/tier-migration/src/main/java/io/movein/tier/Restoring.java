package io.movein.tier;

import com.github.luben.zstd.ZstdInputStream;
import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.evidence.EvidenceReader;
import io.movein.process.evidence.EvidenceStore;
import io.movein.process.run.ProcessRun;
import io.movein.store.postgresql.PostgresFailure;
import io.movein.store.postgresql.PostgresServer;
import io.movein.store.postgresql.SchemaContents;
import io.movein.store.postgresql.SchemaDump;
import io.movein.store.postgresql.SequencePositions;
import io.movein.store.postgresql.TableCopy;
import io.movein.tier.BackupManifest.Kept;
import io.movein.tier.BackupManifest.Rows;
import io.movein.tier.configuration.TierPlan;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import tools.jackson.databind.json.JsonMapper;

/** Brings a backup to an empty database: all of it, or nothing. No byte is used before it is proven to be what the run wrote. */
final class Restoring {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final ProcessRun<TierPlan> run;
    private final PostgresServer target;
    private final EvidenceReader evidence;

    Restoring(ProcessRun<TierPlan> run, PostgresServer target, EvidenceReader evidence) {
        this.run = run;
        this.target = target;
        this.evidence = evidence;
    }

    /** @throws MigrationFailure (mismatch) if the evidence, or a file of the backup, was changed */
    static String restore(ProcessRun<TierPlan> run, EvidenceStore from) throws IOException {
        var plan = run.configuration()
                .database()
                .orElseThrow(() -> new MigrationFailure(
                        ExitCode.CONFIGURATION,
                        "the plan has no postgresql (expected it, with the target that is to be filled)"));
        return new Restoring(run, Sides.of(plan, run.secrets()).target(), EvidenceReader.open(from)).restore();
    }

    private String restore() throws IOException {
        var digest = evidence.run().path("figures").path(BackupManifest.DIGEST).asString("");
        if (digest.isEmpty()) {
            throw new MigrationFailure(
                    ExitCode.CONFIGURATION,
                    "the run left no backup (expected one that had postgresql.backup: true and copied everything)");
        }
        var manifest = read(digest);
        fits(manifest);
        try {
            fill(manifest);
        } catch (IOException | RuntimeException e) {
            SchemaContents.drop(target, manifest.schemas());
            throw e;
        }
        return "%d rows of tenant '%s' as of %s are in %s, with %d sequences; rights and what afterSchema says are yours to add"
                .formatted(
                        manifest.count(),
                        manifest.tenant(),
                        manifest.taken(),
                        target.url(),
                        manifest.sequences().size());
    }

    private BackupManifest read(String digest) throws IOException {
        var file = fresh("manifest");
        try {
            evidence.fetch(BackupManifest.NAME, digest, file);
            return MAPPER.readValue(file, BackupManifest.class);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void fits(BackupManifest manifest) {
        try (var session = target.open()) {
            var there = SchemaContents.drops(session, manifest.schemas());
            if (!there.isEmpty()) {
                throw new MigrationFailure(
                        ExitCode.REFUSED,
                        "target: %d objects in the schemas %s of %s (expected an empty database)"
                                .formatted(there.size(), manifest.schemas(), target.url()));
            }
            if (session.major() < manifest.postgresql()) {
                throw new MigrationFailure(
                        ExitCode.REFUSED,
                        "target: PostgreSQL %d (expected %d, the backup's version, or newer)"
                                .formatted(session.major(), manifest.postgresql()));
            }
        } catch (PostgresFailure e) {
            throw Importing.failure(e);
        }
    }

    private void fill(BackupManifest manifest) throws IOException {
        try {
            definitions(manifest.preData());
            run.progress().phase("restore", "rows", OptionalLong.of(manifest.count()));
            for (var rows : manifest.rows()) {
                rows(rows);
                run.progress().add(rows.rows());
            }
            definitions(manifest.postData());
            try (var session = target.open()) {
                SequencePositions.write(session, manifest.positions());
                session.execute("analyze");
            }
        } catch (PostgresFailure e) {
            throw Importing.failure(e);
        }
    }

    private void definitions(Kept kept) throws IOException {
        unpacked(kept, bytes -> SchemaDump.apply(target, new String(bytes.readAllBytes(), StandardCharsets.UTF_8)));
    }

    private void rows(Rows part) throws IOException {
        unpacked(part.kept(), bytes -> {
            try (var session = target.open()) {
                var rows = TableCopy.restore(session, part.leaf(), part.columns(), part.binary(), bytes);
                if (rows != part.rows()) {
                    throw new MigrationFailure(
                            ExitCode.MISMATCH,
                            "%s: %d rows were restored of %s (expected %d)"
                                    .formatted(part.kept().file(), rows, part.leaf(), part.rows()));
                }
            }
        });
    }

    private interface Use {
        void of(InputStream bytes) throws IOException;
    }

    private void unpacked(Kept kept, Use use) throws IOException {
        var file = fresh(kept.file());
        try {
            evidence.fetch(kept.file(), kept.sha256(), file);
            try (var bytes = new ZstdInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
                use.of(bytes);
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private Path fresh(String name) {
        return run.scratch().resolve("restored-" + name);
    }
}
