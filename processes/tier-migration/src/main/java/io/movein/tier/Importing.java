package io.movein.tier;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.configuration.FailureSettings;
import io.movein.process.items.Item;
import io.movein.process.items.Outcome;
import io.movein.process.items.PlannedItem;
import io.movein.process.pace.Turn;
import io.movein.process.run.FailureLimits;
import io.movein.process.run.ProcessRun;
import io.movein.store.postgresql.DatabaseCatalogue;
import io.movein.store.postgresql.ExportedSnapshot;
import io.movein.store.postgresql.PostgresFailure;
import io.movein.store.postgresql.PostgresSession;
import io.movein.store.postgresql.SchemaDump;
import io.movein.store.postgresql.SchemaDump.Section;
import io.movein.store.postgresql.TableCopy;
import io.movein.store.postgresql.TableCopy.Copied;
import io.movein.store.postgresql.TableCopy.Pacing;
import io.movein.store.postgresql.TablePart;
import io.movein.tier.configuration.PostgresqlPlan;
import io.movein.tier.configuration.TierPlan;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes the tenant's tables at the target and fills them with its rows as one snapshot has them; keys and indexes come after the rows. */
final class Importing {

    /** A part that fails is no item's own matter: without it the tenant is not whole. */
    private static final FailureSettings ANY = new FailureSettings(1, 1, 1);

    private final ProcessRun<TierPlan> run;
    private final PostgresqlPlan plan;
    private final Sides sides;
    private final BooleanSupplier goBack;
    private final Runnable fence;
    private final Rules rules;
    private final ExportedSnapshot snapshot;
    private final int number;
    private final Optional<Backup> backup;

    /** @param number of the snapshot: more than 1 where those before were lost */
    Importing(
            ProcessRun<TierPlan> run,
            PostgresqlPlan plan,
            Sides sides,
            BooleanSupplier goBack,
            Runnable fence,
            Rules rules,
            ExportedSnapshot snapshot,
            int number) {
        this.run = run;
        this.plan = plan;
        this.sides = sides;
        this.goBack = goBack;
        this.fence = fence;
        this.rules = rules;
        this.snapshot = snapshot;
        this.number = number;
        this.backup = plan.backup()
                ? run.evidence().get().map(place -> new Backup(place, run.scratch(), number))
                : Optional.empty();
    }

    void schema() throws InterruptedException {
        run.progress().phase("schema", "tables", OptionalLong.of(rules.moving().size()));
        fence.run();
        apply(Section.PRE_DATA);
        run.progress().add(rules.moving().size());
    }

    private void apply(Section section) throws InterruptedException {
        try (var session = snapshot.open()) {
            var without = new DatabaseCatalogue(session, plan.schemas())
                    .beside(rules.selections().tables());
            var dump = new SchemaDump(sides.source(), run.scratch());
            var script = dump.read(section, plan.schemas(), without, snapshot);
            backup.ifPresent(kept -> kept.definitions(section, script));
            SchemaDump.apply(sides.target(), script);
        }
    }

    /** @return rows copied */
    long rows() throws InterruptedException {
        // an item of an attempt or a snapshot before this one was copied to tables that are gone
        var attempt = "attempt %d%s: "
                .formatted(run.journal().runs().size(), number == 1 ? "" : ", snapshot %d".formatted(number));
        var parts = rules.moving().stream()
                .flatMap(table -> TablePart.of(table, plan.partSize().bytes()).stream())
                .collect(Collectors.toMap(part -> attempt + part.key(), Function.identity()));
        run.journal()
                .add(parts.entrySet().stream()
                        .map(part -> new PlannedItem(
                                part.getKey(),
                                part.getValue().table().name().toString(),
                                part.getValue().bytes(),
                                null))
                        .iterator());
        var bytes = new AtomicLong();
        var rows = new AtomicLong();
        run.progress().phase("import", "bytes", OptionalLong.empty(), bytes::get);
        run.items(new FailureLimits(ANY)).run((item, turn) -> copy(item, turn, parts, bytes, rows));
        if (goBack.getAsBoolean()) {
            throw new InterruptedException("told to roll back");
        }
        return rows.get();
    }

    private Outcome copy(Item item, Turn turn, Map<String, TablePart> parts, AtomicLong bytes, AtomicLong rows)
            throws InterruptedException {
        var part = parts.get(item.key());
        if (part == null) {
            return Outcome.skipped("begun-anew", "its snapshot was lost, or went with the process before this one");
        }
        fence.run();
        try (var from = snapshot.open();
                var to = sides.target().open()) {
            var copied = copy(from, to, part, amount -> {
                if (goBack.getAsBoolean()) {
                    throw new InterruptedException("told to roll back");
                }
                turn.bytes(amount);
                bytes.addAndGet(amount);
            });
            rows.addAndGet(copied.rows());
            return new Outcome.Migrated(copied.bytes(), null, "{\"rows\":%d}".formatted(copied.rows()));
        } catch (PostgresFailure e) {
            throw failure(e);
        } catch (IOException e) {
            throw Backup.failure(e);
        }
    }

    private Copied copy(PostgresSession from, PostgresSession to, TablePart part, Pacing pacing)
            throws IOException, InterruptedException {
        var where = rules.selections().where(part.table().name());
        if (backup.isEmpty()) {
            return TableCopy.copy(from, to, part, where, pacing);
        }
        try (var kept = backup.get().part()) {
            var copied = TableCopy.copy(from, to, part, where, pacing, kept.out());
            kept.keep(part, copied);
            return copied;
        }
    }

    /** A side that fails in the middle ends the run: what it has not got is missing. */
    static MigrationFailure failure(PostgresFailure e) {
        return new MigrationFailure(
                e.server().equals("source") ? ExitCode.SOURCE : ExitCode.DESTINATION,
                String.valueOf(e.getMessage()),
                e);
    }

    void keysAndIndexes() throws InterruptedException {
        run.progress().phase("indexes", "tables", OptionalLong.of(rules.moving().size()));
        fence.run();
        apply(Section.POST_DATA);
        fence.run();
        try (var target = sides.target().open()) {
            List.copyOf(plan.afterSchema()).forEach(target::execute);
            target.execute("analyze");
        }
        backup.ifPresent(kept -> run.figures().put(BackupManifest.DIGEST, kept.end(run, plan, sides)));
        run.progress().add(rules.moving().size());
    }
}
