package io.movein.storage;

import io.movein.standin.postgresql.PostgresProcess;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** PostgreSQL for all tests of this JVM; each scene has a database of its own, and one connection to it. */
final class Database implements AutoCloseable {

    private static final PostgresProcess SERVER = PostgresProcess.start(PostgresProcess.Version.OLDER, Map.of());
    private static int count;

    final String url;
    private final Connection connection;

    private Database(String name) {
        url = SERVER.url(name);
        connection = connect();
    }

    static synchronized Database create() {
        var name = "files" + ++count;
        try (var server = new Database("postgres")) {
            server.execute("create database " + name);
        }
        return new Database(name);
    }

    private Connection connect() {
        try {
            return DriverManager.getConnection(url, "postgres", "postgres");
        } catch (SQLException e) {
            throw new IllegalStateException(url, e);
        }
    }

    synchronized int execute(String sql, @Nullable Object... values) {
        try (var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.execute() ? 0 : statement.getUpdateCount();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Each row as its columns, joined by a space. */
    synchronized List<String> query(String sql) {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            var found = new ArrayList<String>();
            while (row.next()) {
                var columns = new ArrayList<String>();
                for (var i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    columns.add(String.valueOf(row.getString(i)));
                }
                found.add(String.join(" ", columns));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(url, e);
        }
    }
}
