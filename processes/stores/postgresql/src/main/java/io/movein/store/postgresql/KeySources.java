package io.movein.store.postgresql;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Where the keys of a table come from, and so whether two servers that both write to it can give out the same. */
public final class KeySources {

    /** One row per unique index and column of it; columns of an expression have no name. */
    private static final String KEYS = """
            select i.indexrelid::regclass::text, coalesce(a.attname, ''), coalesce(format_type(a.atttypid, null), ''), sn.nspname, s.relname
            from pg_index i
            cross join unnest(i.indkey::int2[]) with ordinality k(attnum, at)
            left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum and k.attnum > 0
            left join lateral (
              select d.objid as sequence from pg_depend d where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass
              and d.refobjid = a.attrelid and d.refobjsubid = a.attnum and d.deptype = 'i'
              union
              select d.refobjid from pg_attrdef f join pg_depend d on d.classid = 'pg_attrdef'::regclass and d.objid = f.oid
              where f.adrelid = a.attrelid and f.adnum = a.attnum and d.refclassid = 'pg_class'::regclass) q on true
            left join pg_class s on s.oid = q.sequence and s.relkind = 'S'
            left join pg_namespace sn on sn.oid = s.relnamespace
            where i.indrelid = ?::regclass and (i.indisunique or i.indisexclusion) and k.at <= i.indnkeyatts order by 1, k.at""";

    private static final String POSITION = """
            select coalesce(last_value, start_value), max_value, increment_by > 0 and not cycle from pg_sequences
            where schemaname = ? and sequencename = ?""";

    private KeySources() {}

    /**
     * A column of a unique index.
     *
     * @param index    as the server calls it
     * @param column   empty for an expression
     * @param sequence that gives its values, where it is one
     */
    public record Source(String index, String column, String type, Optional<TableName> sequence) {}

    public static List<Source> of(PostgresSession session, TableName table) {
        return session.rows(KEYS, table.sql()).stream()
                .map(row -> new Source(
                        row.text(0),
                        row.text(1),
                        row.text(2),
                        row.find(4).map(sequence -> new TableName(row.text(3), sequence))))
                .toList();
    }

    /**
     * Those unique indexes in which two servers may come to have the same, in their order.
     *
     * @param owner the column that says whose a row is
     * @param apart sequences of which each server has numbers of its own
     */
    public static List<String> shared(List<Source> keys, String owner, List<TableName> apart) {
        var meeting = new TreeSet<String>();
        keys.forEach(key -> meeting.add(key.index()));
        keys.stream()
                .filter(key -> key.column().equals(owner)
                        || key.type().equals("uuid")
                        || key.sequence().filter(apart::contains).isPresent())
                .forEach(key -> meeting.remove(key.index()));
        return List.copyOf(meeting);
    }

    /** Where another range of the sequence begins; none where it has no room for one on each side, or goes round or down. */
    public static Optional<Long> rangeFrom(PostgresSession session, TableName sequence, long gap) {
        return session.rows(POSITION, sequence.schema(), sequence.name()).stream()
                .filter(row -> row.truth(2) && row.number(1) - gap >= gap && row.number(0) <= row.number(1) - 2 * gap)
                .map(row -> row.number(0) + gap)
                .findFirst();
    }
}
