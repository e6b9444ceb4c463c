package io.movein.tier;

import io.movein.process.ConfigurationProblem;
import io.movein.store.postgresql.DatabaseCatalogue;
import io.movein.store.postgresql.PostgresSession;
import io.movein.store.postgresql.SchemaContents;
import io.movein.store.postgresql.SqlText;
import io.movein.store.postgresql.TableName;
import io.movein.tier.configuration.PostgresqlPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/** Whether schemas and tables can be called at the target as the plan says. */
final class RenameReadiness {

    /** A table's row is a type of that name. */
    private static final String NAMES = """
            select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in (%1$s)
            union select n.nspname, t.typname from pg_type t join pg_namespace n on n.oid = t.typnamespace
            where n.nspname in (%1$s) and t.typrelid = 0""";

    private static final String EXTENSIONS = """
            select n.nspname, string_agg(e.extname, ', ' order by e.extname) from pg_extension e
            join pg_namespace n on n.oid = e.extnamespace where n.nspname in (%s) group by 1""";

    private final PostgresqlPlan plan;
    private final List<ConfigurationProblem> problems = new ArrayList<>();

    private RenameReadiness(PostgresqlPlan plan) {
        this.plan = plan;
    }

    static List<ConfigurationProblem> atTheSource(
            PostgresSession source, PostgresqlPlan plan, Rules rules, DatabaseCatalogue catalogue) {
        var look = new RenameReadiness(plan);
        if (!plan.rename().isNone()) {
            look.tables(source, rules, catalogue);
            look.texts(source);
        }
        return look.problems;
    }

    private void tables(PostgresSession source, Rules rules, DatabaseCatalogue catalogue) {
        var moving = Renaming.all(rules.moving());
        var names = Names.planned(plan, moving);
        names.tables().keySet().stream()
                .filter(table -> !moving.contains(table))
                .forEach(table -> problem("tables." + table, "no table that moves", "one of " + moving));
        var taken = source.rows(NAMES.formatted(SqlText.literals(plan.schemas()))).stream()
                .map(row -> new TableName(row.text(0), row.text(1)))
                .collect(Collectors.toCollection(HashSet::new));
        catalogue.beside(rules.selections().tables()).forEach(taken::remove);
        names.tables().forEach((table, name) -> {
            if (!taken.add(new TableName(table.schema(), name))) {
                problem(
                        "tables." + table,
                        "'%s', which something of %s has, had, or gets".formatted(name, table.schema()),
                        "a name that nothing there has");
            }
        });
    }

    private void texts(PostgresSession source) {
        var left = plan.rename().left(plan.schemas());
        var functions = Renaming.functionsWith(source, plan.schemas(), left);
        if (!functions.isEmpty() && plan.rename().statements().isEmpty()) {
            problem(
                    "statements",
                    "functions %s, which have one of %s in their text or settings, as no name changes there by itself"
                            .formatted(functions, left),
                    "create or replace function … with the new names for each");
        }
    }

    /** @param ours whether a run of this migration was at work there, which is undone first */
    static List<ConfigurationProblem> atTheTarget(PostgresSession target, PostgresqlPlan plan, boolean ours) {
        var look = new RenameReadiness(plan);
        if (!ours && !plan.rename().schemas().isEmpty()) {
            look.schemas(target);
        }
        return look.problems;
    }

    private void schemas(PostgresSession target) {
        var all = plan.rename().schemas();
        var missing = SchemaContents.missing(target, all.values());
        all.forEach((schema, name) -> {
            if (!missing.contains(name)) {
                problem(
                        "schemas." + schema,
                        "'%s', which the target has".formatted(name),
                        "drop it there, or another name");
            }
            target
                    .rows(
                            "select pg_has_role(nspowner, 'usage'), pg_get_userbyid(nspowner) from pg_namespace where nspname = ?",
                            schema)
                    .stream()
                    .filter(row -> !row.truth(0))
                    .forEach(row -> problem(
                            "schemas." + schema,
                            "%s is not %s, its owner at the target"
                                    .formatted(target.server().user(), row.text(1)),
                            "grant %s to it, or drop the schema there".formatted(row.text(1))));
        });
        target.rows(EXTENSIONS.formatted(SqlText.literals(all.keySet())))
                .forEach(row -> problem(
                        "schemas." + row.text(0),
                        "extensions %s of the target are in it and would be renamed with it".formatted(row.text(1)),
                        "extensions in a schema of their own, or no new name"));
    }

    private void problem(String where, String found, String expected) {
        problems.add(ConfigurationProblem.of("postgresql.rename." + where, found, expected));
    }
}
