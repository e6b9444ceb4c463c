package io.movein.tier;

import io.movein.process.ConfigurationProblem;
import io.movein.store.postgresql.DatabaseCatalogue;
import io.movein.store.postgresql.KeySources;
import io.movein.store.postgresql.PostgresSession;
import io.movein.store.postgresql.RowSelection;
import io.movein.store.postgresql.TableColumn;
import io.movein.store.postgresql.TableDescription;
import io.movein.store.postgresql.TableName;
import io.movein.tier.configuration.WayBackPlan;
import java.util.ArrayList;
import java.util.List;

/** Whether the shared database can follow the dedicated one after the switch: what that needs of settings, rights, keys and tables. */
final class WayBackReadiness {

    private static final int OLDEST = 15;

    /** From this version on a row with something computed may not be told whole. */
    private static final int BY_KEY = 18;

    private static final String LOG = """
            select current_setting('wal_level'), current_setting('max_slot_wal_keep_size'),
                   current_setting('max_replication_slots')::int - (select count(*) from pg_replication_slots where slot_name <> ?),
                   current_setting('max_wal_senders')::int - (select count(*) from pg_stat_replication where application_name <> ?),
                   (select rolsuper or rolreplication from pg_roles where rolname = current_user)""";
    private static final String SUBSCRIBER = """
            select current_setting('max_logical_replication_workers')::int
                     - (select count(*) from pg_stat_subscription where pid is not null and subname <> ?),
                   coalesce(current_setting('max_active_replication_origins', true), current_setting('max_replication_slots'))::int
                     - (select count(*) from pg_replication_origin) + (select count(*) from pg_subscription where subname = ?),
                   (select rolsuper or exists (select 1 from pg_roles r where r.rolname = 'pg_create_subscription'
                      and pg_has_role(current_user, r.oid, 'usage')) from pg_roles where rolname = current_user),
                   has_database_privilege(current_database(), 'create')""";
    private static final String OWNED =
            "select pg_has_role(relowner, 'usage'), pg_get_userbyid(relowner) from pg_class where oid = ?::regclass";

    private final List<ConfigurationProblem> problems = new ArrayList<>();

    private final String name;

    /** @param name of what is there already where a run resumes */
    private WayBackReadiness(String name) {
        this.name = name;
    }

    /** @param to the target's version */
    static List<ConfigurationProblem> atTheSource(
            PostgresSession source, int to, Rules rules, DatabaseCatalogue catalogue, WayBackPlan plan, String name) {
        var look = new WayBackReadiness(name);
        look.subscriber(source);
        var apart = catalogue.sequences().stream()
                .filter(sequence ->
                        KeySources.rangeFrom(source, sequence, plan.gap()).isPresent())
                .toList();
        rules.moving().forEach(table -> look.table(source, to, rules, table));
        rules.moving().stream()
                .filter(table -> plan.keysApart().stream().noneMatch(written -> rules.isCalled(table, written)))
                .forEach(table -> look.keys(source, rules, table, apart));
        plan.keysApart().stream()
                .filter(written -> rules.moving().stream().noneMatch(table -> rules.isCalled(table, written)))
                .forEach(written -> look.problem("wayBack.keysApart", written, "a table that moves"));
        return look.problems;
    }

    static List<ConfigurationProblem> atTheTarget(PostgresSession target, String name) {
        var look = new WayBackReadiness(name);
        look.publisher(target);
        return look.problems;
    }

    private void publisher(PostgresSession target) {
        version(target, "postgresql.target");
        var found = target.row(LOG, name, name);
        if (!found.text(0).equals("logical")) {
            problem(
                    "postgresql.target",
                    "wal_level is " + found.text(0),
                    "logical, which takes a restart; or no wayBack");
        }
        if (found.text(1).equals("-1")) {
            problem(
                    "postgresql.target",
                    "max_slot_wal_keep_size is -1, so an unattended way back would fill the disk",
                    "a limit, such as alter system set max_slot_wal_keep_size = '10GB'; select pg_reload_conf()");
        }
        if (found.number(2) < 1 || found.number(3) < 1) {
            problem(
                    "postgresql.target",
                    "%s replication slots and %s WAL senders are free".formatted(found.text(2), found.text(3)),
                    "one of each: max_replication_slots, max_wal_senders");
        }
        if (!found.truth(4)) {
            problem(
                    "postgresql.target",
                    "%s may not replicate".formatted(target.server().user()),
                    "alter role … replication");
        }
    }

    private void subscriber(PostgresSession source) {
        version(source, "postgresql.source");
        var found = source.row(SUBSCRIBER, name, name);
        if (found.number(0) < 1 || found.number(1) < 1) {
            problem(
                    "postgresql.source",
                    "%s workers and %s origins of replication are free".formatted(found.text(0), found.text(1)),
                    "one of each: max_logical_replication_workers, max_replication_slots (max_active_replication_origins from 18 on)");
        }
        if (!found.truth(2)) {
            problem(
                    "postgresql.source",
                    "%s may not subscribe".formatted(source.server().user()),
                    "grant pg_create_subscription to it, or a superuser before PostgreSQL 16; or no wayBack");
        }
        if (!found.truth(3)) {
            problem(
                    "postgresql.source",
                    "%s may not create a schema for the guard of other tenants' rows"
                            .formatted(source.server().user()),
                    "grant create on database to it");
        }
    }

    private void version(PostgresSession session, String where) {
        if (session.major() < OLDEST) {
            problem(where, "PostgreSQL " + session.major(), OLDEST + " or newer for a way back");
        }
    }

    private void table(PostgresSession source, int to, Rules rules, TableDescription table) {
        var where = "postgresql.tables." + table.name();
        var selection = rules.selections().of(table.name()).orElseThrow();
        if (!(selection instanceof RowSelection.ByColumn) && !(selection instanceof RowSelection.All)) {
            problem(
                    where,
                    "its rule is neither a column nor rows: all, the only ones that can be checked on the way back",
                    "a column of its own that says whose row it is, or no wayBack");
            return;
        }
        if (!rules.isTheTenants(table)) {
            return;
        }
        var computes = table.columns().stream().anyMatch(TableColumn::generated);
        if (to >= BY_KEY && computes && !isStored(table, table.key()) && !isStored(table, table.identity())) {
            problem(
                    where,
                    "columns that the server computes, and no primary key without one of them",
                    "such a key, or no wayBack: PostgreSQL %d would accept no UPDATE of it while it is published"
                            .formatted(to));
        }
        table.leaves()
                .forEach(leaf -> Followable.withoutEquality(source, leaf.name()).ifPresent(problems::add));
        if (selection instanceof RowSelection.ByColumn) {
            table.leaves().forEach(leaf -> owned(source, leaf.name()));
        }
        table.leaves().forEach(leaf -> triggers(source, leaf.name()));
    }

    /** Whether there are such columns, and the server computes none of them. */
    private static boolean isStored(TableDescription table, List<String> columns) {
        return !columns.isEmpty()
                && columns.stream()
                        .noneMatch(name -> table.column(name).orElseThrow().generated());
    }

    private void owned(PostgresSession source, TableName leaf) {
        var row = source.row(OWNED, leaf.sql());
        if (!row.truth(0)) {
            problem(
                    "postgresql.tables." + leaf,
                    "%s is not %s, its owner".formatted(source.server().user(), row.text(1)),
                    "grant %s to it, so that it can set the guard of other tenants' rows".formatted(row.text(1)));
        }
    }

    /** A table of the tenant alone has no others' rows to meet. */
    private void keys(PostgresSession source, Rules rules, TableDescription table, List<TableName> apart) {
        if (rules.selections().of(table.name()).orElseThrow() instanceof RowSelection.ByColumn(var column, var _)) {
            for (var leaf : table.leaves()) {
                KeySources.shared(KeySources.of(source, leaf.name()), column, apart)
                        .forEach(index -> problem(
                                "postgresql.tables." + leaf.name(),
                                "both sides may generate the same values of %s, in rows of different tenants"
                                        .formatted(index),
                                ("a key with '%s' in it, or one from an ascending sequence with room for twice wayBack.gap; or the table"
                                                + " in wayBack.keysApart, if you know better")
                                        .formatted(column)));
            }
        }
    }

    private void triggers(PostgresSession source, TableName leaf) {
        Followable.firing(source, leaf)
                .forEach(trigger -> problem(
                        "postgresql.tables." + leaf,
                        "its trigger %s also fires for replicated changes".formatted(trigger),
                        "alter table … enable trigger %s, as the row has been through it at the dedicated side"
                                .formatted(trigger)));
    }

    private void problem(String where, String found, String expected) {
        problems.add(ConfigurationProblem.of(where, found, expected));
    }
}
