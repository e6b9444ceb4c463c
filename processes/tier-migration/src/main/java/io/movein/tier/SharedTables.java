package io.movein.tier;

import io.movein.store.postgresql.PostgresSession;
import io.movein.store.postgresql.TableDescription;
import io.movein.store.postgresql.TableDigest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Tables that were copied whole although everybody uses them: what is written to the copy cannot go back to all. */
final class SharedTables {

    private SharedTables() {}

    /** As a text that is kept. */
    static String digests(PostgresSession target, Rules rules) {
        return rules.moving().stream()
                .filter(table -> !rules.isTheTenants(table))
                .map(table -> line(target, table))
                .collect(Collectors.joining("\n"));
    }

    private static String line(PostgresSession target, TableDescription table) {
        var digest = TableDigest.of(target, table, "true");
        return "%s %d %s".formatted(table.name(), digest.rows(), digest.content());
    }

    /** The names of those that are not as they were. */
    static List<String> changed(PostgresSession target, Rules rules, String before) {
        var known = Arrays.asList(before.split("\n"));
        return rules.moving().stream()
                .filter(table -> !rules.isTheTenants(table))
                .filter(table -> !known.contains(line(target, table)))
                .map(table -> table.name().toString())
                .toList();
    }
}
