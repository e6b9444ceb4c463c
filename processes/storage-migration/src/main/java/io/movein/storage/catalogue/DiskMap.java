package io.movein.storage.catalogue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;

/** Texts by text, on disk: however many there are, the memory stays the same. For one thread; forgotten with its file. */
public final class DiskMap implements AutoCloseable {

    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement select;

    public DiskMap(Path file) {
        try {
            connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (var statement = connection.createStatement()) {
                statement.execute("pragma journal_mode=off");
                statement.execute("pragma synchronous=off");
                statement.execute(
                        "create table if not exists entries (key text primary key, value text not null) without rowid");
            }
            connection.setAutoCommit(false);
            insert = connection.prepareStatement(
                    "insert into entries (key, value) values (?, ?) on conflict (key) do nothing");
            select = connection.prepareStatement("select value from entries where key = ?");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create the temporary file for planned items: " + file, e);
        }
    }

    /** @return what stood there already, and still does */
    public Optional<String> putIfAbsent(String key, String value) {
        try {
            insert.setString(1, key);
            insert.setString(2, value);
            return insert.executeUpdate() == 1 ? Optional.empty() : get(key);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot write the temporary file for planned items", e);
        }
    }

    public Optional<String> get(String key) {
        try {
            select.setString(1, key);
            try (var row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read the temporary file for planned items", e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot close the temporary file for planned items", e);
        }
    }
}
