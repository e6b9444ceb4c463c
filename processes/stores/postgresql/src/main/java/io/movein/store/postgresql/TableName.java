package io.movein.store.postgresql;

import java.util.Comparator;

/** A relation by its schema and its name, each as the catalogue has them: without quotes. */
public record TableName(String schema, String name) implements Comparable<TableName> {

    private static final Comparator<TableName> ORDER =
            Comparator.comparing(TableName::schema).thenComparing(TableName::name);

    public String sql() {
        return SqlText.name(schema) + "." + SqlText.name(name);
    }

    @Override
    public int compareTo(TableName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
