package io.movein.process.items;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** What a program keeps in the journal beside the items; each is written before the call returns. */
public final class JournalFacts {

    private final Database database;

    JournalFacts(Database database) {
        this.database = database;
    }

    public void put(String name, String value) {
        database.transact(connection -> {
            try (var insert = connection.prepareStatement("insert or replace into facts (name, value) values (?, ?)")) {
                insert.setString(1, name);
                insert.setString(2, value);
                return insert.executeUpdate();
            }
        });
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

    void forget(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("delete from facts");
        }
    }
}
