package io.movein.tier;

import io.movein.process.report.CheckOutcome;
import io.movein.store.postgresql.DatabaseCatalogue;
import io.movein.store.postgresql.PostgresSession;
import io.movein.store.postgresql.TableDescription;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which tables there are and what columns they have, as a text that is kept; partitions may come and go. */
final class TableShapes {

    private TableShapes() {}

    static String of(PostgresSession session, List<String> schemas) {
        return new DatabaseCatalogue(session, schemas)
                .tables().stream()
                        .map(table -> "%s %s"
                                .formatted(
                                        table.name(),
                                        table.columns().stream()
                                                .map(column -> column.name() + " " + column.type())
                                                .toList()))
                        .collect(Collectors.joining("\n"));
    }

    /** Whether the copy has each column and, where there are any, each partition; columns of its own it may have. */
    static Stream<CheckOutcome> compare(TableDescription table, TableDescription copy) {
        var columns = check("columns", table, columns(table), columns(copy), true);
        return table.kind() != 'p' && copy.kind() != 'p'
                ? Stream.of(columns)
                : Stream.of(columns, check("partitions", table, partitions(table), partitions(copy), false));
    }

    private static List<String> columns(TableDescription table) {
        return table.columns().stream()
                .map(column -> column.name() + " " + column.type())
                .toList();
    }

    private static List<String> partitions(TableDescription table) {
        return table.leaves().stream().map(leaf -> leaf.name().toString()).toList();
    }

    private static CheckOutcome check(
            String check, TableDescription table, List<String> wanted, List<String> found, boolean mayHaveMore) {
        var missing = wanted.stream().filter(one -> !found.contains(one)).toList();
        var more = found.stream().filter(one -> !wanted.contains(one)).toList();
        var same = missing.isEmpty() && (mayHaveMore || more.isEmpty());
        var all = "%d %s".formatted(wanted.size(), check);
        return CheckOutcome.exact(
                check, table.name().toString(), same ? all : "alone has " + missing, same ? all : "alone has " + more);
    }

    /** What the one has and the other has not. */
    static List<String> difference(String before, String now) {
        var one = new LinkedHashSet<>(Arrays.asList(before.split("\n")));
        var other = new LinkedHashSet<>(Arrays.asList(now.split("\n")));
        var both = new LinkedHashSet<>(one);
        both.retainAll(other);
        one.addAll(other);
        one.removeAll(both);
        return one.stream().filter(line -> !line.isEmpty()).toList();
    }
}
