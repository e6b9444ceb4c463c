package io.movein.tier;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.store.postgresql.DatabaseCatalogue;
import io.movein.store.postgresql.PostgresServer;
import io.movein.store.postgresql.PostgresSession;
import io.movein.store.postgresql.SqlText;
import io.movein.store.postgresql.TableDescription;
import io.movein.store.postgresql.TableName;
import io.movein.tier.configuration.PostgresqlPlan;
import io.movein.tier.configuration.RenamePlan;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Gives schemas and tables of the target their planned names, once nothing comes any more from the source, which replication finds by equal
 * names. All of them in one transaction, with a note of what they were called in the same: whoever looks, after whatever end of a process,
 * reads there what they are called now, and can give the old names back.
 */
final class Renaming {

    private static final String NOTE = TargetMarker.SCHEMA + ".renamed";
    private static final String TABLE =
            "create table %s (schema text not null, relation text not null, name text not null)".formatted(NOTE);

    /** Texts that name things by words; what the server keeps by number changes with the name. */
    private static final String FUNCTIONS = """
            select p.oid::regprocedure::text, coalesce(p.prosrc, '') || ' ' || coalesce(array_to_string(p.proconfig, ' '), '')
            from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in (%s)
            and not exists (select 1 from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
            order by 1""";

    private final PostgresServer target;
    private final PostgresqlPlan plan;

    Renaming(PostgresServer target, PostgresqlPlan plan) {
        this.target = target;
        this.plan = plan;
    }

    /** What the source's schemas and tables are called at the target now. */
    static Names now(PostgresSession target) {
        if (target.row("select to_regclass(?)", NOTE).find(0).isEmpty()) {
            return Names.SAME;
        }
        var schemas = new HashMap<String, String>();
        var tables = new HashMap<TableName, String>();
        for (var row : target.rows("select schema, relation, name from " + NOTE)) {
            if (row.text(1).isEmpty()) {
                schemas.put(row.text(0), row.text(2));
            } else {
                tables.put(new TableName(row.text(0), row.text(1)), row.text(2));
            }
        }
        return new Names(schemas, tables);
    }

    /** Functions of these schemas whose text, or settings, have one of the names as a word. */
    static List<String> functionsWith(PostgresSession session, List<String> schemas, Collection<String> names) {
        return session.rows(FUNCTIONS.formatted(SqlText.literals(schemas))).stream()
                .filter(row -> RenamePlan.isIn(row.text(1), names))
                .map(row -> row.text(0))
                .toList();
    }

    /** @return what is called how */
    Names make() {
        try (var session = target.open()) {
            var found = new DatabaseCatalogue(session, plan.schemas()).tables();
            var names = Names.planned(plan, all(found));
            session.execute("begin");
            session.execute(TABLE);
            names.tables().forEach((table, name) -> {
                note(session, table.schema(), table.name(), name);
                session.execute("alter table %s rename to %s".formatted(table.sql(), SqlText.name(name)));
            });
            names.schemas().forEach((schema, name) -> {
                note(session, schema, "", name);
                session.execute("alter schema %s rename to %s".formatted(SqlText.name(schema), SqlText.name(name)));
            });
            plan.rename().statements().forEach(session::execute);
            texts(session, names);
            session.execute("commit");
            return names;
        }
    }

    /** Tables and their partitions. */
    static TreeSet<TableName> all(List<TableDescription> tables) {
        return tables.stream().flatMap(TableDescription::relations).collect(Collectors.toCollection(TreeSet::new));
    }

    private static void note(PostgresSession session, String schema, String relation, String name) {
        session.update("insert into %s values (?, ?, ?)".formatted(NOTE), schema, relation, name);
    }

    private void texts(PostgresSession session, Names names) {
        var left = plan.rename().left(plan.schemas());
        var functions = functionsWith(session, names.there(plan.schemas()), left);
        if (!functions.isEmpty()) {
            throw new MigrationFailure(
                    ExitCode.DESTINATION,
                    "target: functions %s still have one of %s in their text after the rename (expected the new names); recreate them in postgresql.rename.statements"
                            .formatted(functions, left));
        }
    }

    /** All is called as at the source again; what somebody has dropped meanwhile is nobody's matter. */
    void undo() {
        try (var session = target.open()) {
            var names = now(session);
            if (names.equals(Names.SAME)) {
                return;
            }
            session.execute("begin");
            names.schemas().forEach((schema, name) -> {
                if (session.row("select to_regnamespace(quote_ident(?))", name)
                        .find(0)
                        .isPresent()) {
                    session.execute("alter schema %s rename to %s".formatted(SqlText.name(name), SqlText.name(schema)));
                }
            });
            names.tables()
                    .forEach((table, name) -> session.execute("alter table if exists %s rename to %s"
                            .formatted(new TableName(table.schema(), name).sql(), SqlText.name(table.name()))));
            session.execute("drop table " + NOTE);
            session.execute("commit");
        }
    }
}
