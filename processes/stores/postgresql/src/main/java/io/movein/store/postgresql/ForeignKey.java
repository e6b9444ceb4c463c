package io.movein.store.postgresql;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Rows of {@code child} that name rows of {@code parent}.
 *
 * @param columns   of the child, in the order of {@code parentColumns}
 * @param validated whether the server says that it holds for all rows: what came by replication it has not looked at
 * @param period    whether the last column is a time that has to be covered by the parent's
 */
public record ForeignKey(
        String name,
        TableName child,
        List<String> columns,
        TableName parent,
        List<String> parentColumns,
        boolean validated,
        boolean period) {

    /**
     * How many rows name one that is not there.
     *
     * @param where which rows of the child, called {@code t}
     */
    public long orphans(PostgresSession session, String where) {
        var named = columns.stream()
                .map(column -> "t.%s is not null".formatted(SqlText.name(column)))
                .collect(Collectors.joining(" and "));
        return session.row("select count(*) from %s t where (%s) and %s and not exists (select 1 from %s p where %s)"
                        .formatted(child.sql(), where, named, parent.sql(), joined()))
                .number(0);
    }

    private String joined() {
        var equal = new ArrayList<String>();
        var last = columns.size() - 1;
        for (var i = 0; i < (period ? last : columns.size()); i++) {
            equal.add("p.%s = t.%s".formatted(SqlText.name(parentColumns.get(i)), SqlText.name(columns.get(i))));
        }
        var all = String.join(" and ", equal);
        return period
                ? "%s having range_agg(p.%s) @> t.%s"
                        .formatted(all, SqlText.name(parentColumns.get(last)), SqlText.name(columns.get(last)))
                : all;
    }
}
