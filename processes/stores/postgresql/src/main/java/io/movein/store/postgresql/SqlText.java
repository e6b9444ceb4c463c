package io.movein.store.postgresql;

import java.util.Collection;
import java.util.stream.Collectors;

/** Names and values as they stand in SQL: always quoted, so that no name means something else. */
public final class SqlText {

    private SqlText() {}

    public static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    public static String names(Collection<String> names) {
        return names.stream().map(SqlText::name).collect(Collectors.joining(", "));
    }

    /** The same whatever {@code standard_conforming_strings} is. */
    public static String literal(String value) {
        var quoted = "'" + value.replace("'", "''") + "'";
        return value.indexOf('\\') < 0 ? quoted : " E" + quoted.replace("\\", "\\\\");
    }

    public static String literals(Collection<String> values) {
        return values.stream().map(SqlText::literal).collect(Collectors.joining(", "));
    }
}
