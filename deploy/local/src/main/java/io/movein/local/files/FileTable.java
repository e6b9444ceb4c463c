package io.movein.local.files;

import io.movein.local.stack.Trouble;
import io.movein.standin.postgresql.PostgresProcess;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The application's PostgreSQL with its table of files and its table of bindings; a server of its own on 127.0.0.1. */
public final class FileTable implements AutoCloseable {

    /** Its owner, who is let in with any password. */
    public static final String USER = PostgresProcess.USER;

    private final PostgresProcess server;
    private final Connection connection;

    private FileTable(PostgresProcess server, Connection connection) {
        this.server = server;
        this.connection = connection;
    }

    public static FileTable start() {
        var server = PostgresProcess.start(PostgresProcess.Version.OLDER, Map.of());
        try {
            var connection = DriverManager.getConnection(server.url("postgres"), USER, PostgresProcess.PASSWORD);
            var table = new FileTable(server, connection);
            table.execute("""
                    create table files (
                      id text primary key, organisation text not null, purpose text not null, binding text not null,
                      key text not null, size bigint, sha256 text)""");
            table.execute("create table bindings (name text primary key, status text not null)");
            table.execute("insert into bindings values ('old', 'active'), ('new', 'disabled')");
            return table;
        } catch (SQLException e) {
            server.close();
            throw new Trouble("the application's PostgreSQL does not start: " + e.getMessage(), e);
        }
    }

    public URI address() {
        return URI.create("postgresql://127.0.0.1:" + server.port());
    }

    public void add(String id, String key, @Nullable Long size, @Nullable String sha256) {
        execute("insert into files values (?, 'acme', 'upload', 'old', ?, ?, ?)", id, key, size, sha256);
    }

    public synchronized void execute(String sql, @Nullable Object... values) {
        try (var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
        } catch (SQLException e) {
            throw new Trouble("the application's PostgreSQL: " + e.getMessage(), e);
        }
    }

    /** What a row records of a file. */
    public record Content(long size, @Nullable String sha256) {}

    /** Only these files, by key, all of them in the old bucket; the new one is the active one. */
    public void holdOnly(Map<String, Content> files) {
        execute("delete from files");
        execute("update bindings set status = case name when 'new' then 'active' else 'disabled' end");
        files.forEach((key, content) -> add(key, key, content.size, content.sha256));
    }

    /** A file as its row has it. */
    record Row(
            String id, String binding, String key, @Nullable String sha256) {}

    synchronized List<Row> rows() {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select id, binding, key, sha256 from files order by id")) {
            var rows = new ArrayList<Row>();
            while (row.next()) {
                rows.add(new Row(row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
            }
            return rows;
        } catch (SQLException e) {
            throw new Trouble("the application's PostgreSQL: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new Trouble("the application's PostgreSQL: " + e.getMessage(), e);
        } finally {
            server.close();
        }
    }
}
