package io.movein.tier.configuration;

/**
 * A text column that names objects by where they lie.
 *
 * @param from  what such a value begins with at the source
 * @param to    what it begins with at the target
 * @param empty whether it is right that no row has one
 */
public record Reference(String schema, String table, String column, String from, String to, boolean empty) {

    /** Whether what was rewritten could not be told from what was not. */
    boolean overlaps() {
        return to.startsWith(from) || from.startsWith(to);
    }

    /** As it is called where something is wrong with it. */
    public String where() {
        return "objects.references.%s.%s".formatted(table, column);
    }
}
