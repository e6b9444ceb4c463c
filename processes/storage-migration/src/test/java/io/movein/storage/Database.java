package io.movein.storage;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** PostgreSQL for all tests of this JVM; each scene has a database of its own. */
final class Database {

    private static final EmbeddedPostgres SERVER = start();
    private static int count;

    final String url;

    private Database(String url) {
        this.url = url;
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("fsync", "off")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static synchronized Database create() {
        var name = "files" + ++count;
        var server = new Database("jdbc:postgresql://127.0.0.1:%d/postgres".formatted(SERVER.getPort()));
        server.execute("create database " + name);
        return new Database("jdbc:postgresql://127.0.0.1:%d/%s".formatted(SERVER.getPort(), name));
    }

    Connection connect() throws SQLException {
        return java.sql.DriverManager.getConnection(url, "postgres", "postgres");
    }

    int execute(String sql, Object... values) {
        try (var connection = connect();
                var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.execute() ? 0 : statement.getUpdateCount();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Each row as its columns, joined by a space. */
    List<String> query(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement();
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
}
