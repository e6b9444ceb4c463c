package io.movein.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** One connection, with the settings that all of ours have. For one thread at a time. */
public final class PostgresSession implements AutoCloseable {

    private final PostgresServer server;
    private final Connection connection;

    PostgresSession(PostgresServer server, Connection connection) {
        this.server = server;
        this.connection = connection;
    }

    /** A row of a query; its values as text. */
    public record Row(List<@Nullable String> values) {

        public String text(int column) {
            return String.valueOf(values.get(column));
        }

        public Optional<String> find(int column) {
            return Optional.ofNullable(values.get(column));
        }

        public long number(int column) {
            return Long.parseLong(text(column));
        }

        public boolean truth(int column) {
            return text(column).equals("t");
        }

        /** Of names that the query joined by {@code chr(1)}. */
        public List<String> list(int column) {
            return find(column).filter(text -> !text.isEmpty()).stream()
                    .flatMap(text -> List.of(text.split("\1")).stream())
                    .toList();
        }
    }

    public PostgresServer server() {
        return server;
    }

    /** Any text of SQL, of one statement or many. */
    public void execute(String sql) {
        execute(sql, sql);
    }

    /** @param doing stands in errors instead of a text that has a secret in it */
    void execute(String sql, String doing) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw failure(doing, e);
        }
    }

    /** @return the number of rows changed */
    public int update(String sql, String... values) {
        try (var statement = prepare(sql, values)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw failure(sql, e);
        }
    }

    public List<Row> rows(String sql, String... values) {
        try (var statement = prepare(sql, values);
                var result = statement.executeQuery()) {
            var width = result.getMetaData().getColumnCount();
            var rows = new ArrayList<Row>();
            while (result.next()) {
                var row = new ArrayList<@Nullable String>(width);
                for (var i = 1; i <= width; i++) {
                    row.add(result.getString(i));
                }
                rows.add(new Row(row));
            }
            return rows;
        } catch (SQLException e) {
            throw failure(sql, e);
        }
    }

    /** The only row. */
    public Row row(String sql, String... values) {
        var rows = rows(sql, values);
        if (rows.size() != 1) {
            throw new PostgresFailure(
                    server.name(), "%d rows for %s (expected one)".formatted(rows.size(), shortened(sql)));
        }
        return rows.getFirst();
    }

    /** Major and minor as one number: 150018 for 15.18. */
    public int version() {
        return Integer.parseInt(
                row("select current_setting('server_version_num')").text(0));
    }

    public int major() {
        return version() / 10_000;
    }

    CopyManager copies() throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }

    private PreparedStatement prepare(String sql, String... values) throws SQLException {
        var statement = connection.prepareStatement(sql);
        for (var i = 0; i < values.length; i++) {
            // of no type, so that the server takes it as what stands there
            statement.setObject(i + 1, values[i], java.sql.Types.OTHER);
        }
        return statement;
    }

    PostgresFailure failure(String doing, Exception cause) {
        return new PostgresFailure(server.name(), shortened(doing), cause);
    }

    private static String shortened(String sql) {
        var line = sql.replaceAll("\\s+", " ").strip();
        return line.length() <= 200 ? line : line.substring(0, 199) + "…";
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // it is gone either way
        }
    }
}
