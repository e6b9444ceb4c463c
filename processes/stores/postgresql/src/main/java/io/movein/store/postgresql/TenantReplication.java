package io.movein.store.postgresql;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * The servers' own logical replication of a tenant's rows: a publication with a row filter, a slot whose snapshot is the copy's, and a
 * subscription that goes on where the copy ends. All three have one name, so that whoever comes later finds them without having been told.
 * TRUNCATE is not published: it would empty more than the tenant's rows, in either direction.
 */
public final class TenantReplication {

    /** Somebody has begun to use it since, or has dropped it: look again. */
    private static final Set<String> PASSING = Set.of("55006", "42704");

    /** From this version on a subscription can ask for what nobody else has replicated to the source. */
    private static final int ORIGINS = 16;

    private static final String STANDING = """
            select coalesce(wal_status, '') <> 'lost', active, coalesce(confirmed_flush_lsn::text, ''),
                   coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn), 0)::bigint,
                   coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint
            from pg_replication_slots where slot_name = ?""";
    private static final String ERRORS =
            "select coalesce(sum(apply_error_count), 0)::bigint from pg_stat_subscription_stats where subname = ?";

    /** What is computed is not published; before PostgreSQL 18 nobody minded that it is part of the whole row. */
    private static final String WHOLE = """
            (current_setting('server_version_num')::int < 180000 or not exists (
               select 1 from pg_attribute g where g.attrelid = c.oid and g.attgenerated <> '' and not g.attisdropped))""";

    private static final String IDENTIFIES = """
            select case c.relreplident when 'n' then false when 'f' then %s else exists (
              select 1 from pg_index i
              join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any ((i.indkey::int2[])[0:i.indnkeyatts - 1])
              where i.indrelid = c.oid and case c.relreplident when 'd' then i.indisprimary else i.indisreplident end
              having bool_and(a.attgenerated = '') and (? = '' or bool_or(a.attname = ?))) end
            from pg_class c where c.oid = ?::regclass""".formatted(WHOLE);

    /** The types' own, and those of what they are domains or arrays of; a server asks for the equality of a default operator class. */
    private static final String WITHOUT_EQUALITY = """
            with recursive types as (
              select a.attnum, a.attname, a.atttypid as whole, a.atttypid as type from pg_attribute a join pg_class c on c.oid = a.attrelid
              where c.oid = ?::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and c.relreplident <> 'i'
                and not exists (select 1 from pg_index i where i.indrelid = c.oid and i.indisprimary)
              union all
              select s.attnum, s.attname, s.whole, case t.typtype when 'd' then t.typbasetype else t.typelem end
              from types s join pg_type t on t.oid = s.type where t.typtype = 'd' or t.typcategory = 'A')
            select format('%s %s', s.attname, format_type(s.whole, null)) from types s join pg_type t on t.oid = s.type
            where t.typtype = 'b' and t.typcategory <> 'A' and not exists (
              select 1 from pg_opclass o join pg_am m on m.oid = o.opcmethod and m.amname in ('btree', 'hash')
              where o.opcdefault and (o.opcintype = t.oid or exists (
                select 1 from pg_cast k where k.castsource = t.oid and k.casttarget = o.opcintype and k.castmethod = 'b' and k.castcontext = 'i')))
            order by s.attnum""";

    private static final String WAITED_FOR = """
            select distinct coalesce(
              (select format('prepared transaction %L of %s in database %s since %s', x.gid, x.owner, x.database, date_trunc('second', x.prepared))
               from pg_prepared_xacts x where x.transaction = l.transactionid),
              (select format('pid %s of %s in database %s since %s', a.pid, a.usename, a.datname, date_trunc('second', a.xact_start))
               from pg_stat_activity a where a.backend_xid = l.transactionid limit 1),
              format('transaction %s', l.transactionid))
            from pg_locks l join pg_stat_activity w on w.pid = l.pid
            where l.locktype = 'transactionid' and not l.granted and w.query like ? order by 1""";

    private final PostgresServer source;
    private final PostgresServer target;
    private final String name;

    /** @param name of lower case letters, digits and underscores, as slots have it */
    public TenantReplication(PostgresServer source, PostgresServer target, String name) {
        this.source = source;
        this.target = target;
        this.name = name;
    }

    /**
     * How the stream is.
     *
     * @param there     whether the slot is there and has lost nothing
     * @param active    whether the other side reads from it
     * @param confirmed up to where the other side has applied the log
     * @param behind    bytes of the log that it has not
     * @param held      bytes of the log that the slot keeps on the disk
     * @param errors    how often the other side could not apply a change, or lost its connection, since it was subscribed to
     */
    public record Standing(boolean there, boolean active, String confirmed, long behind, long held, long errors) {}

    /** @param filters for each leaf a condition over its columns, or {@code true} */
    public void publish(SortedMap<TableName, String> filters) {
        publish(filters, "");
    }

    /**
     * Partitions that come to be later are part of it.
     *
     * @param filters for each table, partitioned ones as a whole, a condition over its columns, or {@code true}
     */
    public void publishRoots(SortedMap<TableName, String> filters) {
        publish(filters, ", publish_via_partition_root = true");
    }

    private void publish(SortedMap<TableName, String> filters, String more) {
        var tables = filters.entrySet().stream()
                .map(table -> "%s where (%s)".formatted(table.getKey().sql(), table.getValue()))
                .collect(Collectors.joining(", "));
        try (var session = source.open()) {
            session.execute("create publication %s for table %s with (publish = 'insert, update, delete'%s)"
                    .formatted(SqlText.name(name), tables, more));
        }
    }

    /**
     * Makes the slot. The server waits for every transaction that writes to end first, up to the limit.
     *
     * @return the state at which the slot begins: nothing between copy and stream is lost or doubled
     */
    public ExportedSnapshot slot(Duration limit) {
        var session = source.openForReplication(limit);
        try {
            var made = session.row(
                    "CREATE_REPLICATION_SLOT %s LOGICAL pgoutput (SNAPSHOT 'export')".formatted(SqlText.name(name)));
            return ExportedSnapshot.heldBy(session, source, made.text(2));
        } catch (PostgresFailure e) {
            session.close();
            throw e;
        }
    }

    /** What the server waits for meanwhile, in words; empty where it does not. */
    public String whatTheSlotWaitsFor() {
        try (var session = source.open(PostgresServer.AT_ONCE)) {
            return session.rows(WAITED_FOR, making()).stream()
                    .map(row -> row.text(0))
                    .collect(Collectors.joining(", "));
        }
    }

    /** Whoever waits for the slot to be made waits no longer: the server makes none then. */
    public void stopWaiting() {
        try (var session = source.open(PostgresServer.AT_ONCE)) {
            session.rows(
                    "select pg_terminate_backend(pid) from pg_stat_activity where query like ? and state = 'active'",
                    making());
        }
    }

    /** What the session's query is like that makes it. */
    private String making() {
        return "CREATE_REPLICATION_SLOT %s%%".formatted(SqlText.name(name));
    }

    /** The target connects to the source as the source's user; it copies nothing, as everything is there up to the slot. */
    public void subscribe() {
        try (var session = target.open()) {
            var sql = """
                    create subscription %s connection %s publication %s
                    with (create_slot = false, slot_name = %s, copy_data = false, enabled = true%s)""".formatted(
                            SqlText.name(name),
                            SqlText.literal(connection()),
                            SqlText.name(name),
                            SqlText.literal(name),
                            session.major() < ORIGINS ? "" : ", origin = none");
            // the one server asks the other, for whose answer it has no limit of its own
            session.execute("set statement_timeout = '60s'");
            session.execute(sql, "create subscription " + name);
        }
    }

    private String connection() {
        var url = Optional.ofNullable(Driver.parseURL(source.url(), new Properties()))
                .orElseThrow();
        return "host=%s port=%s dbname=%s user=%s password=%s application_name=%s"
                .formatted(
                        quoted(PGProperty.PG_HOST.getOrDefault(url)),
                        quoted(PGProperty.PG_PORT.getOrDefault(url)),
                        quoted(PGProperty.PG_DBNAME.getOrDefault(url)),
                        quoted(source.user()),
                        quoted(source.password()),
                        quoted(name));
    }

    private static String quoted(@Nullable String value) {
        return "'" + String.valueOf(value).replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    public Standing standing() {
        try (var here = source.open(PostgresServer.AT_ONCE);
                var there = target.open(PostgresServer.AT_ONCE)) {
            var errors = there.row(ERRORS, name).number(0);
            return here.rows(STANDING, name).stream()
                    .findFirst()
                    .map(row ->
                            new Standing(row.truth(0), row.truth(1), row.text(2), row.number(3), row.number(4), errors))
                    .orElseGet(() -> new Standing(false, false, "", 0, 0, errors));
        }
    }

    /**
     * Whether the server can tell which row was changed: by its replica identity, with every column that the filter looks at and none that
     * the server computes. Without it an UPDATE of the application fails as soon as the table is published.
     *
     * @param column that the filter looks at; none where it looks at none
     */
    public static boolean identifies(PostgresSession session, TableName leaf, Optional<String> column) {
        return session.row(IDENTIFIES, column.orElse(""), column.orElse(""), leaf.sql())
                .truth(0);
    }

    /** Whether {@code replica identity full} can be: from PostgreSQL 18 on not where the server computes some of the row. */
    public static boolean mayBeToldWhole(PostgresSession session, TableName leaf) {
        return session.row("select %s from pg_class c where c.oid = ?::regclass".formatted(WHOLE), leaf.sql())
                .truth(0);
    }

    /**
     * Columns of a table by which no row of it can be found that is told as a whole, as their types have no equality; its first UPDATE or
     * DELETE could never be applied. None where the table has a primary key or is told by another index.
     */
    public static List<String> withoutEquality(PostgresSession session, TableName leaf) {
        return session.rows(WITHOUT_EQUALITY, leaf.sql()).stream()
                .map(row -> row.text(0))
                .toList();
    }

    /**
     * Where the source's log ends now, with every commit that was acknowledged: with {@code synchronous_commit = off} the last of them may
     * not be written yet, and the position would come before them. What is written here itself is flushed, and all before it; for a
     * standby that may be away it does not wait.
     */
    public String position() {
        try (var session = source.open(PostgresServer.AT_ONCE)) {
            flushAtOnce(session);
            return position(session);
        }
    }

    /** @param atTheSource one that {@link #flushAtOnce flushes at once} */
    String position(PostgresSession atTheSource) {
        flush(atTheSource);
        return atTheSource.row("select pg_current_wal_lsn()").text(0);
    }

    static void flushAtOnce(PostgresSession session) {
        session.execute("set synchronous_commit = local");
    }

    /** Everything that was committed before is on the server's disk; of a session that flushes at once. */
    static void flush(PostgresSession session) {
        session.rows("select pg_logical_emit_message(true, 'movein', 'position')");
    }

    /** Whether the target has everything up to there. */
    public boolean reached(String position) {
        try (var session = source.open(PostgresServer.AT_ONCE)) {
            return reached(session, position);
        }
    }

    boolean reached(PostgresSession atTheSource, String position) {
        return atTheSource
                        .rows(
                                "select 1 from pg_replication_slots where slot_name = ? and confirmed_flush_lsn >= ?::pg_lsn",
                                name,
                                position)
                        .size()
                == 1;
    }

    /** Leaves nothing of it at the target, whether it was made or not. */
    public void endAtTheTarget() {
        try (var session = target.open()) {
            if (!session.rows("select 1 from pg_subscription where subname = ?", name)
                    .isEmpty()) {
                session.execute("alter subscription %s disable".formatted(SqlText.name(name)));
                session.execute("alter subscription %s set (slot_name = none)".formatted(SqlText.name(name)));
                session.execute("drop subscription if exists " + SqlText.name(name));
            }
        }
    }

    /** Leaves nothing of it at the source; whoever reads from the slot, or still waits for it to be made, is ended first. */
    public void endAtTheSource() {
        try (var session = source.open()) {
            for (var tries = 0; tries < 100; tries++) {
                if (isGone(session)) {
                    session.execute("drop publication if exists " + SqlText.name(name));
                    return;
                }
                session.rows("select pg_sleep(0.1)");
            }
        }
        throw new PostgresFailure(source.name(), "the slot %s is still in use".formatted(name));
    }

    /** Ends what holds it, drops what nobody holds any more, and says whether there was neither. */
    private boolean isGone(PostgresSession session) {
        var waiting = session.rows(
                "select pg_terminate_backend(pid) from pg_stat_activity where query like ? and pid <> pg_backend_pid()",
                making());
        var reading = session.rows(
                "select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = ? and active",
                name);
        return drop(session) && waiting.isEmpty() && reading.isEmpty();
    }

    /** @return whether there was nothing to drop */
    private boolean drop(PostgresSession session) {
        try {
            return session.rows(
                            "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = ? and not active",
                            name)
                    .isEmpty();
        } catch (PostgresFailure e) {
            if (PASSING.contains(e.state())) {
                return false;
            }
            throw e;
        }
    }
}
