package io.movein.tier;

import io.movein.process.ConfigurationProblem;
import io.movein.store.postgresql.PostgresSession;
import io.movein.store.postgresql.RowSelection;
import io.movein.store.postgresql.SqlText;
import io.movein.store.postgresql.TableDescription;
import io.movein.store.postgresql.TableName;
import io.movein.store.postgresql.TenantReplication;
import io.movein.tier.configuration.FollowPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the servers' own replication can follow a tenant: what it needs of settings, rights and tables. */
final class Followable {

    private static final int OLDEST = 15;
    private static final String FREE = """
            select current_setting('max_replication_slots')::int - (select count(*) from pg_replication_slots),
                   current_setting('max_wal_senders')::int - (select count(*) from pg_stat_replication)""";
    private static final String MAY_REPLICATE =
            "select rolsuper or rolreplication from pg_roles where rolname = current_user";
    private static final String MAY_SUBSCRIBE = """
            select rolsuper or exists (select 1 from pg_roles r where r.rolname = 'pg_create_subscription'
              and pg_has_role(current_user, r.oid, 'usage')) from pg_roles where rolname = current_user""";
    private static final String OPEN = """
            select format('pid %s of %s since %s', pid, usename, date_trunc('second', xact_start)) from pg_stat_activity
            where backend_xid is not null and pid <> pg_backend_pid() and xact_start < clock_timestamp() - ?::interval
            union all
            select format('prepared %L of %s in database %s since %s', gid, owner, database, date_trunc('second', prepared))
            from pg_prepared_xacts where prepared < clock_timestamp() - ?::interval""";

    /** For each row: those for a whole statement replication sets off nowhere. */
    private static final String TRIGGERS = """
            select tgname from pg_trigger where tgrelid = ?::regclass and not tgisinternal and tgenabled in ('A', 'R')
            and tgtype & 1 = 1 and tgname not like 'movein\\_back\\_%' order by tgname""";

    private final List<ConfigurationProblem> problems = new ArrayList<>();

    private Followable() {}

    static List<ConfigurationProblem> problems(PostgresSession source, Rules rules, FollowPlan plan) {
        var look = new Followable();
        look.server(source);
        look.openTransactions(source, plan);
        rules.moving().forEach(table -> look.table(source, rules, table));
        return look.problems;
    }

    static List<ConfigurationProblem> atTheTarget(PostgresSession target) {
        var look = new Followable();
        if (target.major() < OLDEST) {
            look.problem("postgresql.target", "PostgreSQL " + target.major(), OLDEST + " or newer for changes: follow");
        }
        if (!target.row(MAY_SUBSCRIBE).truth(0)) {
            look.problem(
                    "postgresql.target",
                    "%s may not subscribe".formatted(target.server().user()),
                    "grant pg_create_subscription to it, or a superuser before PostgreSQL 16");
        }
        return look.problems;
    }

    private void server(PostgresSession source) {
        if (source.major() < OLDEST) {
            problem(
                    "postgresql.source",
                    "PostgreSQL %d, whose publications have no row filter".formatted(source.major()),
                    "%d or newer, or changes: freeze".formatted(OLDEST));
        }
        var level = source.row("select current_setting('wal_level')").text(0);
        if (!level.equals("logical")) {
            problem("postgresql.source", "wal_level is " + level, "logical, which takes a restart; or changes: freeze");
        }
        var free = source.row(FREE);
        if (free.number(0) < 1 || free.number(1) < 1) {
            problem(
                    "postgresql.source",
                    "%s replication slots and %s WAL senders are free".formatted(free.text(0), free.text(1)),
                    "one of each: max_replication_slots, max_wal_senders");
        }
        if (!source.row(MAY_REPLICATE).truth(0)) {
            problem(
                    "postgresql.source",
                    "%s may not replicate".formatted(source.server().user()),
                    "alter role … replication; it has to own the tables, too");
        }
    }

    private void openTransactions(PostgresSession source, FollowPlan plan) {
        var longer = plan.patience().toMillis() + " ms";
        var open = source.rows(OPEN, longer, longer).stream()
                .map(row -> row.text(0))
                .toList();
        if (!open.isEmpty()) {
            problem(
                    "postgresql.source",
                    "transactions that have written and are open for longer than follow.patience: " + open,
                    "that they end (a prepared one by commit prepared or rollback prepared): no slot can be created before");
        }
    }

    private void table(PostgresSession source, Rules rules, TableDescription table) {
        table.leaves().forEach(leaf -> triggers(source, leaf.name()));
        var selection = rules.selections().of(table.name()).orElseThrow();
        var column =
                selection instanceof RowSelection.ByColumn by ? Optional.of(by.column()) : Optional.<String>empty();
        if (column.isEmpty() && !(selection instanceof RowSelection.All)) {
            problem(
                    "postgresql.tables." + table.name(),
                    "its rule is neither a column nor rows: all, the only ones that a publication can filter by",
                    "a column of its own that says whose row it is, or changes: freeze");
            return;
        }
        table.leaves().stream()
                .map(TableDescription.Leaf::name)
                .filter(leaf -> !TenantReplication.identifies(source, leaf, column))
                .forEach(leaf -> identity(leaf, column, TenantReplication.mayBeToldWhole(source, leaf)));
        table.leaves().forEach(leaf -> withoutEquality(source, leaf.name()).ifPresent(problems::add));
    }

    /** Of a table whose rows are told as a whole, here or on the way back. */
    static Optional<ConfigurationProblem> withoutEquality(PostgresSession source, TableName leaf) {
        var columns = TenantReplication.withoutEquality(source, leaf);
        return columns.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        ConfigurationProblem.of(
                                "postgresql.tables." + leaf,
                                "its rows are told apart as a whole, and the types of its columns %s have no equality"
                                        .formatted(columns),
                                "a primary key, or replica identity using another index: without one no UPDATE or DELETE of it could be applied"));
    }

    private void triggers(PostgresSession source, TableName leaf) {
        firing(source, leaf)
                .forEach(trigger -> problem(
                        "postgresql.tables." + leaf,
                        "its trigger %s also fires at the target for replicated changes".formatted(trigger),
                        "alter table … enable trigger %s: the row has been through it at the source; or changes: freeze"
                                .formatted(SqlText.name(trigger))));
    }

    /** Triggers of it that what comes by replication sets off. */
    static Stream<String> firing(PostgresSession session, TableName leaf) {
        return session.rows(TRIGGERS, leaf.sql()).stream().map(row -> row.text(0));
    }

    private void identity(TableName leaf, Optional<String> column, boolean whole) {
        problem(
                "postgresql.tables." + leaf,
                column.map("the replica identity has no column '%s'"::formatted)
                                .orElse("no primary key and no other replica identity")
                        + (whole ? "" : ", or has one that the server computes"),
                "alter table … replica identity using an index that has it%s: without it the application's own UPDATE "
                                .formatted(whole ? ", or full" : " and none that is computed")
                        + "would fail as soon as the table is published");
    }

    private void problem(String where, String found, String expected) {
        problems.add(ConfigurationProblem.of(where, found, expected));
    }
}
