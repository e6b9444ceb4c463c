package io.movein.process.items;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a program keeps in the journal beside the items; each is written before the call returns. */
public final class JournalFacts {

    private static final String PUT = "insert or replace into facts (name, value) values (?, ?)";

    private final Database database;

    JournalFacts(Database database) {
        this.database = database;
    }

    public void put(String name, String value) {
        putAll(Map.of(name, value));
    }

    public Optional<String> get(String name) {
        return database.transact(connection -> {
            try (var select = connection.prepareStatement("select value from facts where name = ?")) {
                select.setString(1, name);
                try (var row = select.executeQuery()) {
                    return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
                }
            }
        });
    }

    /** All of them, or none. */
    public void putAll(Map<String, String> all) {
        database.transact(connection -> {
            try (var insert = connection.prepareStatement(PUT)) {
                for (var fact : all.entrySet()) {
                    insert.setString(1, fact.getKey());
                    insert.setString(2, fact.getValue());
                    insert.addBatch();
                }
                return insert.executeBatch();
            }
        });
    }

    /** Those with the first names from one to another, both included, in the order of names. */
    public List<Map.Entry<String, String>> between(String first, String last, int most) {
        return select(
                "select name, value from facts where name between ? and ? order by name limit " + most, first, last);
    }

    /** The one with the last name from one to another, both included. */
    public Optional<Map.Entry<String, String>> last(String first, String last) {
        return select(
                        "select name, value from facts where name between ? and ? order by name desc limit 1",
                        first,
                        last)
                .stream()
                .findFirst();
    }

    private List<Map.Entry<String, String>> select(String query, String first, String last) {
        return database.transact(connection -> {
            try (var select = connection.prepareStatement(query)) {
                select.setString(1, first);
                select.setString(2, last);
                var found = new ArrayList<Map.Entry<String, String>>();
                try (var row = select.executeQuery()) {
                    while (row.next()) {
                        found.add(Map.entry(row.getString(1), row.getString(2)));
                    }
                }
                return found;
            }
        });
    }

    /** Forgets those whose names are from one to another, both included. */
    public void remove(String first, String last) {
        database.transact(connection -> {
            try (var delete = connection.prepareStatement("delete from facts where name between ? and ?")) {
                delete.setString(1, first);
                delete.setString(2, last);
                return delete.executeUpdate();
            }
        });
    }

    void forget(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("delete from facts");
        }
    }
}
