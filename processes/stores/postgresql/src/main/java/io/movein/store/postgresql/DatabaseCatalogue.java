package io.movein.store.postgresql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what there is in some schemas of a database. What belongs to an extension is the extension's, and left out. */
public final class DatabaseCatalogue {

    /** A table that was dropped since the snapshot was taken has no size any more. */
    private static final String TABLES = """
            select n.nspname, c.relname, c.relkind, c.relrowsecurity, greatest(c.reltuples, 0)::bigint, c.oid, c.relispartition,
                   rn.nspname, r.relname, c.relpages, coalesce(pg_table_size(c.oid), 0), coalesce(pg_indexes_size(c.oid), 0)
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            left join pg_class r on c.relispartition and r.oid = pg_partition_root(c.oid)
            left join pg_namespace rn on rn.oid = r.relnamespace
            where n.nspname in (%s) and c.relkind in ('r', 'p', 'f')
            and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
            order by n.nspname collate "C", c.relname collate "C\"""";

    /** Types whose binary form is the same in every version that is still looked after, alone and in arrays. */
    private static final String PORTABLE = """
            ('bool', 'int2', 'int4', 'int8', 'float4', 'float8', 'numeric', 'text', 'varchar', 'bpchar', 'char', 'name', 'bytea', 'uuid',
            'date', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval', 'json', 'jsonb', 'inet', 'cidr', 'macaddr', 'macaddr8',
            'bit', 'varbit', 'point', 'line', 'lseg', 'box', 'path', 'polygon', 'circle', 'int4range', 'int8range', 'numrange',
            'tsrange', 'tstzrange', 'daterange')""";

    private static final String COLUMNS = """
            select a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), a.attgenerated <> '',
                   t.typtype = 'e' or b.typnamespace = 'pg_catalog'::regnamespace and coalesce(e.typname, b.typname) in %s,
                   b.typname in ('bool', 'int2', 'int4', 'int8', 'uuid', 'date', 'timestamp', 'timestamptz', 'bytea')
            from pg_attribute a
            join pg_type t on t.oid = a.atttypid
            join pg_type b on b.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
            left join pg_type e on e.oid = b.typelem and b.typcategory = 'A' and e.typnamespace = 'pg_catalog'::regnamespace
            where a.attrelid in (%s) and a.attnum > 0 and not a.attisdropped
            order by a.attrelid, a.attnum""";

    private static final String INDEXED = """
            select i.indrelid, string_agg(a.attname, chr(1) order by k.at) filter (where i.indisprimary),
                   string_agg(a.attname, chr(1) order by k.at) filter (
                     where case c.relreplident when 'd' then i.indisprimary when 'i' then i.indisreplident else false end),
                   max(c.relreplident::text)
            from pg_index i
            join pg_class c on c.oid = i.indrelid
            cross join unnest(i.indkey::int2[]) with ordinality k(attnum, at)
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
            where i.indrelid in (%s) and (i.indisprimary or i.indisreplident) and i.indisvalid and k.at <= i.indnkeyatts
            group by i.indrelid""";

    private static final String FOREIGN_KEYS = """
            select k.conname, cn.nspname, c.relname, pn.nspname, p.relname,
                   (select string_agg(a.attname, chr(1) order by u.at) from unnest(k.conkey) with ordinality u(attnum, at)
                    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.attnum),
                   (select string_agg(a.attname, chr(1) order by u.at) from unnest(k.confkey) with ordinality u(attnum, at)
                    join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.attnum),
                   k.convalidated, coalesce((to_jsonb(k) ->> 'conperiod')::boolean, false)
            from pg_constraint k
            join pg_class c on c.oid = k.conrelid join pg_namespace cn on cn.oid = c.relnamespace
            join pg_class p on p.oid = k.confrelid join pg_namespace pn on pn.oid = p.relnamespace
            where k.contype = 'f' and k.conparentid = 0 and cn.nspname in (%s)
            order by 2, 3, 1""";

    private static final String FULL_IDENTITY =
            "select oid, relreplident from pg_class where oid in (%s) and relreplident in ('f', 'n')";

    private final PostgresSession session;
    private final List<String> schemas;

    public DatabaseCatalogue(PostgresSession session, Collection<String> schemas) {
        this.session = session;
        this.schemas = List.copyOf(schemas);
    }

    /** In the order of their names. Partitions are leaves of their root, and no tables of their own. */
    public List<TableDescription> tables() {
        var found = session.rows(TABLES.formatted(SqlText.literals(schemas)));
        var roots = found.stream().filter(row -> !row.truth(6)).toList();
        if (roots.isEmpty()) {
            return List.of();
        }
        var leaves = leaves(found);
        var oids = String.join(", ", roots.stream().map(row -> row.text(5)).toList());
        var columns = columns(oids);
        var keys = new HashMap<String, PostgresSession.Row>();
        session.rows(INDEXED.formatted(oids)).forEach(row -> keys.put(row.text(0), row));
        var unusual = new HashMap<String, String>();
        session.rows(FULL_IDENTITY.formatted(oids)).forEach(row -> unusual.put(row.text(0), row.text(1)));
        return roots.stream()
                .map(row -> table(
                        row,
                        columns.getOrDefault(row.text(5), List.of()),
                        keys.get(row.text(5)),
                        unusual.get(row.text(5)),
                        leaves))
                .toList();
    }

    /** Those of partitioned tables once; those that a partition alone has, too. */
    public List<ForeignKey> foreignKeys() {
        return session.rows(FOREIGN_KEYS.formatted(SqlText.literals(schemas))).stream()
                .map(row -> new ForeignKey(
                        row.text(0),
                        new TableName(row.text(1), row.text(2)),
                        row.list(5),
                        new TableName(row.text(3), row.text(4)),
                        row.list(6),
                        row.truth(7),
                        row.truth(8)))
                .toList();
    }

    /** Those that columns own as well as those that nobody owns. */
    public List<TableName> sequences() {
        return session.rows("""
                select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind = 'S' and n.nspname in (%s) order by 1, 2""".formatted(SqlText.literals(schemas))).stream()
                .map(row -> new TableName(row.text(0), row.text(1)))
                .toList();
    }

    /** Everything that holds rows and is no part of these tables: what a dump of the schemas is to leave out. */
    public List<TableName> beside(Set<TableName> tables) {
        return session.rows(TABLES.formatted(SqlText.literals(schemas))).stream()
                .filter(row -> !tables.contains(root(row)))
                .map(row -> new TableName(row.text(0), row.text(1)))
                .toList();
    }

    private static TableName root(PostgresSession.Row row) {
        return row.truth(6) ? new TableName(row.text(7), row.text(8)) : new TableName(row.text(0), row.text(1));
    }

    private static TableDescription table(
            PostgresSession.Row row,
            List<TableColumn> columns,
            PostgresSession.@Nullable Row keys,
            @Nullable String unusual,
            Map<TableName, List<TableDescription.Leaf>> leaves) {
        var name = new TableName(row.text(0), row.text(1));
        var identity = Objects.equals(unusual, "f")
                ? columns.stream().map(TableColumn::name).toList()
                : keys == null || unusual != null ? List.<String>of() : keys.list(2);
        return new TableDescription(
                name,
                row.text(2).charAt(0),
                columns,
                keys == null ? List.of() : keys.list(1),
                identity,
                leaves.getOrDefault(name, List.of()),
                row.truth(3),
                row.number(4));
    }

    private Map<String, List<TableColumn>> columns(String oids) {
        var columns = new HashMap<String, List<TableColumn>>();
        for (var row : session.rows(COLUMNS.formatted(PORTABLE, oids))) {
            columns.computeIfAbsent(row.text(0), _ -> new ArrayList<>())
                    .add(new TableColumn(row.text(1), row.text(2), row.truth(3), row.truth(4), row.truth(5)));
        }
        return columns;
    }

    private static Map<TableName, List<TableDescription.Leaf>> leaves(List<PostgresSession.Row> found) {
        var leaves = new LinkedHashMap<TableName, List<TableDescription.Leaf>>();
        for (var row : found) {
            if (!row.text(2).equals("p")) {
                var own = new TableName(row.text(0), row.text(1));
                leaves.computeIfAbsent(root(row), _ -> new ArrayList<>())
                        .add(new TableDescription.Leaf(own, row.number(9), row.number(10), row.number(11)));
            }
        }
        return leaves;
    }
}
