package io.movein.tier;

import io.movein.store.postgresql.DatabaseCatalogue;
import io.movein.store.postgresql.PostgresSession;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

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
