package io.movein.tier;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.report.CheckOutcome;
import io.movein.process.run.ProcessRun;
import io.movein.store.postgresql.DatabaseCatalogue;
import io.movein.store.postgresql.PostgresServer;
import io.movein.store.postgresql.PostgresSession;
import io.movein.store.postgresql.SqlText;
import io.movein.store.postgresql.TableDescription;
import io.movein.store.postgresql.TableName;
import io.movein.tier.configuration.PostgresqlPlan;
import io.movein.tier.configuration.Reference;
import io.movein.tier.configuration.TierPlan;
import java.util.List;
import java.util.OptionalLong;

/**
 * What in the tenant's rows names an object by where it lies: rewritten at the target, batch by batch, after both sides are proven to be
 * equal and before the switch. A value that began with the one text begins with the other then. As none did before, a batch may be made
 * twice, and all of it can be undone.
 */
final class References {

    private static final String FACT = "references";
    private static final long PAGE = 8 << 10;
    private static final long MOST_PAGES = 512;

    private static final String TRIGGERED = """
            select count(*) from pg_trigger t where not t.tgisinternal
            and t.tgrelid in (select relid from pg_partition_tree(?::regclass) union select ?::regclass)""";

    private final ProcessRun<TierPlan> run;
    private final PostgresqlPlan plan;
    private final List<Reference> references;
    private final Runnable fence;

    References(ProcessRun<TierPlan> run, PostgresqlPlan plan, Runnable fence) {
        this.run = run;
        this.plan = plan;
        this.references = of(run.configuration());
        this.fence = fence;
    }

    static List<Reference> of(TierPlan plan) {
        var objects = plan.objects();
        return objects == null ? List.of() : objects.references();
    }

    static TableName table(Reference reference) {
        return new TableName(reference.schema(), reference.table());
    }

    private static String of(Reference reference) {
        return "%s.%s".formatted(table(reference), reference.column());
    }

    /** @param rows which of them count, of the table {@code t} */
    static long count(PostgresSession session, Reference reference, String beginning, String rows) {
        return session.row(
                        "select count(*) from %s t where (%s) and starts_with(t.%s, ?)"
                                .formatted(table(reference).sql(), rows, SqlText.name(reference.column())),
                        beginning)
                .number(0);
    }

    /** All of them, or the run does not switch. */
    void rewrite(PostgresServer target) {
        if (references.isEmpty()) {
            return;
        }
        run.progress().phase("references", "rows", OptionalLong.empty());
        try (var session = target.open()) {
            var names = Renaming.now(session);
            var there = references.stream().map(names::there).toList();
            there.forEach(reference -> mustBeNew(session, reference));
            run.journal().facts().put(FACT, "yes");
            there.forEach(reference -> rewrite(session, reference));
        }
    }

    /** Else nobody could set them back. */
    private static void mustBeNew(PostgresSession session, Reference reference) {
        var before = count(session, reference, reference.to(), "true");
        if (before > 0) {
            throw new MigrationFailure(
                    ExitCode.MISMATCH,
                    "target: %s: %d rows begin with '%s' before any was rewritten (expected none, as they could not be told from those that are)"
                            .formatted(of(reference), before, reference.to()));
        }
    }

    /** Those of the tables, which have seen these rows at the source. */
    static void silenceTriggers(PostgresSession session) {
        session.execute("set session_replication_role = replica");
    }

    private static boolean isTriggered(PostgresSession session, Reference reference) {
        var table = table(reference).sql();
        return session.row(TRIGGERED, table, table).number(0) > 0;
    }

    private void rewrite(PostgresSession session, Reference reference) {
        var named = count(session, reference, reference.from(), "true");
        var rewritten = rewritten(session, reference, reference.from(), reference.to());
        var left = count(session, reference, reference.from(), "true");
        run.checks()
                .replace(
                        reference.empty() && named == 0 && rewritten == 0
                                ? CheckOutcome.empty("references", of(reference), 0, 0)
                                : CheckOutcome.exact("references", of(reference), named, rewritten));
        if (named != rewritten || left > 0 || named == 0 && !reference.empty()) {
            throw new MigrationFailure(
                    ExitCode.MISMATCH,
                    "target: %s: %d rows named objects at '%s', %d were rewritten and %d still do; let nobody write there, or say empty: true if none is expected"
                            .formatted(of(reference), named, reference.from(), rewritten, left));
        }
    }

    /** In one way over the pages that there were: what is written anew comes to lie after them, or begins otherwise already. */
    private long rewritten(PostgresSession session, Reference reference, String from, String to) {
        if (isTriggered(session, reference)) {
            silenceTriggers(session);
        }
        var sum = 0L;
        for (var leaf : leaves(session, reference)) {
            var statement = """
                    update %1$s t set %2$s = ?::text || substr(t.%2$s, char_length(?::text) + 1)
                    where t.ctid >= ?::tid and t.ctid < ?::tid and starts_with(t.%2$s, ?)""".formatted(leaf.sql(), SqlText.name(reference.column()));
            var pages = pages(session, leaf);
            var batch = Math.clamp(plan.partSize().bytes() / PAGE, 1, MOST_PAGES);
            for (var page = 0L; page < pages; page += batch) {
                fence.run();
                var rows = session.update(statement, to, from, place(page), place(page + batch), from);
                sum += rows;
                run.progress().add(rows);
            }
        }
        return sum;
    }

    private static String place(long page) {
        return "(%d,0)".formatted(page);
    }

    private static long pages(PostgresSession session, TableName table) {
        return session.row("select pg_relation_size(?::regclass) / current_setting('block_size')::bigint", table.sql())
                .number(0);
    }

    private List<TableName> leaves(PostgresSession session, Reference reference) {
        return new DatabaseCatalogue(session, List.of(reference.schema()))
                .tables().stream()
                        .filter(table -> table.name().equals(table(reference)))
                        .map(TableDescription::leaves)
                        .flatMap(List::stream)
                        .map(TableDescription.Leaf::name)
                        .toList();
    }

    /** Where the copy is kept although there is no switch: as the source has it. @return what was done, in words */
    String undo(PostgresServer target) {
        if (run.journal().facts().get(FACT).filter("yes"::equals).isEmpty()) {
            return "";
        }
        try (var session = target.open()) {
            var sum = references.stream()
                    .mapToLong(reference -> rewritten(session, reference, reference.to(), reference.from()))
                    .sum();
            forget();
            return ", %d references are as at the source".formatted(sum);
        }
    }

    /** The copy is gone. */
    void forget() {
        run.journal().facts().put(FACT, "");
    }
}
