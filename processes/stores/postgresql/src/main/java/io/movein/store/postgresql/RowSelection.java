package io.movein.store.postgresql;

import java.util.Map;

/** Which rows of a table are the tenant's. */
public sealed interface RowSelection {

    /** Those with this value in a column. */
    record ByColumn(String column, String value) implements RowSelection {}

    /**
     * Those that name a row of another table that is the tenant's.
     *
     * @param on column of this table to column of the other
     */
    record Through(TableName parent, Map<String, String> on) implements RowSelection {}

    /** Those for which an expression over the table, called {@code t}, is true. */
    record Where(String expression) implements RowSelection {}

    record All() implements RowSelection {}
}
