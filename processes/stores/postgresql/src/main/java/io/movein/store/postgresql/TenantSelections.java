package io.movein.store.postgresql;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** For each table that moves, which of its rows do. */
public final class TenantSelections {

    private final SortedMap<TableName, RowSelection> byTable;

    public TenantSelections(Map<TableName, RowSelection> byTable) {
        this.byTable = new TreeMap<>(byTable);
    }

    public Set<TableName> tables() {
        return byTable.keySet();
    }

    public Optional<RowSelection> of(TableName table) {
        return Optional.ofNullable(byTable.get(table));
    }

    /** Whether it can be said which rows of the table are meant: those through which it is the tenant's move too, and are no circle. */
    public boolean isWhole(TableName table) {
        var seen = new LinkedHashSet<TableName>();
        var at = table;
        while (byTable.get(at) instanceof RowSelection.Through through) {
            if (!seen.add(at)) {
                return false;
            }
            at = through.parent();
        }
        return byTable.containsKey(at);
    }

    /** A condition over the table, called {@code t}; for one that is whole. */
    public String where(TableName table) {
        return where(table, "t", 0);
    }

    private String where(TableName table, String alias, int depth) {
        return switch (byTable.get(table)) {
            case RowSelection.All _ -> "true";
            case RowSelection.ByColumn(var column, var value) ->
                "%s.%s = %s".formatted(alias, SqlText.name(column), SqlText.literal(value));
            case RowSelection.Where(var expression) ->
                // the expression says t; within another's it stands in a query of its own
                depth == 0
                        ? "(" + expression + ")"
                        : "exists (select 1 from (select %s.*) t where (%s))".formatted(alias, expression);
            case RowSelection.Through(var parent, var on) -> {
                var up = "t" + (depth + 1);
                var joined = on.entrySet().stream()
                        .map(pair -> "%s.%s = %s.%s"
                                .formatted(up, SqlText.name(pair.getValue()), alias, SqlText.name(pair.getKey())))
                        .collect(Collectors.joining(" and "));
                yield "exists (select 1 from %s %s where %s and %s)"
                        .formatted(parent.sql(), up, joined, where(parent, up, depth + 1));
            }
            case null -> throw new IllegalArgumentException("%s does not move".formatted(table));
        };
    }

    /** Tables through which others are the tenant's and that do not move, and circles; one sentence each. */
    public List<String> problems() {
        var problems = new ArrayList<String>();
        for (var table : byTable.keySet()) {
            var seen = new LinkedHashSet<TableName>();
            var at = table;
            while (byTable.get(at) instanceof RowSelection.Through through) {
                var parent = through.parent();
                if (!seen.add(at)) {
                    problems.add("%s is the tenant's through %s, which is circular".formatted(table, seen));
                    break;
                }
                if (!byTable.containsKey(parent)) {
                    problems.add("%s is the tenant's through %s, which does not move".formatted(at, parent));
                }
                at = parent;
            }
        }
        return problems.stream().distinct().toList();
    }
}
