package io.movein.tier;

import io.movein.process.report.CheckOutcome;
import io.movein.process.run.ProcessRun;
import io.movein.store.postgresql.DatabaseCatalogue;
import io.movein.store.postgresql.ExportedSnapshot;
import io.movein.store.postgresql.ForeignKey;
import io.movein.store.postgresql.PostgresFailure;
import io.movein.store.postgresql.PostgresSession;
import io.movein.store.postgresql.SequencePositions;
import io.movein.store.postgresql.SqlText;
import io.movein.store.postgresql.TableDescription;
import io.movein.store.postgresql.TableDigest;
import io.movein.tier.configuration.PostgresqlPlan;
import io.movein.tier.configuration.RenamePlan;
import io.movein.tier.configuration.TierPlan;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares the rows of the two sides, exactly or not at all. Each side is read as of one snapshot of its own. */
final class RowComparison {

    private static final int MOST_ROWS = 10_000;

    private final ProcessRun<TierPlan> run;
    private final PostgresqlPlan plan;
    private final Sides sides;

    RowComparison(ProcessRun<TierPlan> run, PostgresqlPlan plan, Sides sides) {
        this.run = run;
        this.plan = plan;
        this.sides = sides;
    }

    void make() throws InterruptedException {
        try (var here = ExportedSnapshot.of(sides.source());
                var there = ExportedSnapshot.of(sides.target())) {
            make(here, there);
            sequences();
        }
    }

    /** All but the sequences, which stand where they stood until they are carried over. */
    void make(ExportedSnapshot here, ExportedSnapshot there) throws InterruptedException {
        Names names;
        try (var session = there.open()) {
            names = Renaming.now(session);
        }
        tables(names, here, there);
        queries(names, here, there);
    }

    private void tables(Names names, ExportedSnapshot here, ExportedSnapshot there) throws InterruptedException {
        Rules rules;
        ForeignKeys foreign;
        try (var session = here.open()) {
            var catalogue = new DatabaseCatalogue(session, plan.schemas());
            rules = Rules.of(plan, catalogue.tables());
            foreign = new ForeignKeys(rules, catalogue.foreignKeys());
        }
        List<TableDescription> copies;
        List<ForeignKey> keys;
        try (var session = there.open()) {
            var catalogue = new DatabaseCatalogue(session, names.there(plan.schemas()));
            copies = catalogue.tables().stream().map(names::here).toList();
            keys = catalogue.foreignKeys();
        }
        rules.problems()
                .forEach(problem ->
                        run.checks().replace(CheckOutcome.notMade("tables", problem.where(), problem.found())));
        run.progress().phase("verify", "tables", OptionalLong.of(rules.moving().size()));
        sameTables(rules, copies);
        // few at a time: each holds a sort in both servers
        var places = new Semaphore(Math.max(run.pace().now().workers() / 2, 1));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var table : rules.moving()) {
                places.acquire();
                threads.execute(() -> {
                    try {
                        compare(rules, table, names.there(table), here, there);
                        run.progress().add(1);
                    } finally {
                        places.release();
                    }
                });
            }
            for (var key : keys) {
                places.acquire();
                threads.execute(() -> {
                    try {
                        run.checks().replace(foreign.check(key, names, here, there));
                    } finally {
                        places.release();
                    }
                });
            }
        }
    }

    /** A table more or less on one side is a difference, whatever the others say. */
    private void sameTables(Rules rules, List<TableDescription> copies) {
        var wanted = new HashSet<>(rules.selections().tables());
        var found = copies.stream().collect(Collectors.toMap(TableDescription::name, Function.identity()));
        run.checks().replace(CheckOutcome.exact("tables", "schemas " + plan.schemas(), wanted.size(), found.size()));
        wanted.stream()
                .filter(table -> !found.containsKey(table))
                .forEach(table ->
                        run.checks().replace(CheckOutcome.exact("table", table.toString(), "there", "not there")));
        rules.moving().stream()
                .flatMap(table -> Stream.ofNullable(found.get(table.name()))
                        .flatMap(copy -> TableShapes.compare(Names.SAME.here(table), copy)))
                .forEach(run.checks()::replace);
    }

    private void compare(
            Rules rules, TableDescription table, TableDescription copy, ExportedSnapshot here, ExportedSnapshot there) {
        var of = table.name().toString();
        try (var source = here.open();
                var target = there.open()) {
            var from = TableDigest.of(source, table, rules.selections().where(table.name()));
            var to = TableDigest.of(target, copy, "true");
            var none = from.rows() == 0 && to.rows() == 0;
            run.checks()
                    .replace(
                            none && rules.mayBeEmpty(table.name())
                                    ? CheckOutcome.empty("row count", of, 0, 0)
                                    : CheckOutcome.exact("row count", of, from.rows(), to.rows()));
            if (none) {
                return;
            }
            if (from.keys().isPresent() && to.keys().isPresent()) {
                run.checks()
                        .replace(CheckOutcome.exact(
                                "checksum of keys",
                                of,
                                from.keys().get(),
                                to.keys().get()));
            }
            run.checks().replace(CheckOutcome.exact("checksum of rows", of, from.content(), to.content()));
        } catch (PostgresFailure e) {
            run.checks().replace(CheckOutcome.notMade("row count", of, String.valueOf(e.getMessage())));
        }
    }

    private void sequences() {
        try (var source = sides.source().open();
                var target = sides.target().open()) {
            var names = Renaming.now(target);
            var there = new DatabaseCatalogue(target, names.there(plan.schemas())).sequences();
            var from = SequencePositions.read(
                    source, there.stream().map(names::here).toList());
            var to = SequencePositions.read(target, there);
            to.forEach((name, position) -> run.checks()
                    .replace(CheckOutcome.exact(
                            "sequence",
                            names.here(name).toString(),
                            String.valueOf(from.get(names.here(name))),
                            String.valueOf(position))));
        } catch (PostgresFailure e) {
            run.checks().replace(CheckOutcome.notMade("sequence", "all", String.valueOf(e.getMessage())));
        }
    }

    private void queries(Names names, ExportedSnapshot here, ExportedSnapshot there) {
        for (var query : plan.queries()) {
            try (var source = here.open();
                    var target = there.open()) {
                asItsRole(source, query);
                asItsRole(target, query);
                var from = source.rows(query.sql());
                var to = target.rows(atTheTarget(query, names));
                run.checks().replace(compared(query, from, to));
            } catch (PostgresFailure e) {
                run.checks().replace(CheckOutcome.notMade("query", query.name(), String.valueOf(e.getMessage())));
            }
        }
    }

    private static void asItsRole(PostgresSession session, PostgresqlPlan.Query query) {
        query.settings().forEach((name, value) -> session.row("select set_config(?, ?, false)", name, value));
        if (query.role() != null) {
            session.execute("set row_security = on; set role " + SqlText.name(query.role()));
        }
    }

    /** As long as everything there is called as at the source, what names things is asked as it is there. */
    private String atTheTarget(PostgresqlPlan.Query query, Names now) {
        var left = plan.rename().left(plan.schemas());
        return now.equals(Names.SAME) && RenamePlan.isIn(query.sql(), left) ? query.sql() : query.atTheTarget();
    }

    private static CheckOutcome compared(
            PostgresqlPlan.Query query, List<PostgresSession.Row> from, List<PostgresSession.Row> to) {
        return Math.max(from.size(), to.size()) > MOST_ROWS
                ? CheckOutcome.notMade("query", query.name(), "more than %d rows".formatted(MOST_ROWS))
                : SampleRows.compared(query.name(), text(from), text(to), query.empty());
    }

    private static List<String> text(List<PostgresSession.Row> rows) {
        return rows.stream().map(row -> row.values().toString()).toList();
    }

    /** What the target draws next is what the source would have. */
    void carrySequencesOver() {
        try (var source = sides.source().open();
                var target = sides.target().open()) {
            var names = new DatabaseCatalogue(target, plan.schemas()).sequences();
            SequencePositions.write(target, SequencePositions.read(source, names));
        }
    }
}
