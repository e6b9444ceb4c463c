package io.movein.store.postgresql;

import java.util.List;

/**
 * Rows of {@code child} that name rows of {@code parent}.
 *
 * @param columns of the child, in the order of {@code parentColumns}
 */
public record ForeignKey(
        String name, TableName child, List<String> columns, TableName parent, List<String> parentColumns) {}
