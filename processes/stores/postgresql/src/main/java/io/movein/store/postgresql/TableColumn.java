package io.movein.store.postgresql;

/**
 * A column.
 *
 * @param type      as the server spells it: {@code numeric(10,2)}
 * @param generated whether the server computes it, so that it cannot be copied and is compared nevertheless
 * @param binary    whether its binary form means the same on every server
 * @param ordered   whether its order is the same on every server, whatever its collation
 */
public record TableColumn(String name, String type, boolean generated, boolean binary, boolean ordered) {}
