package io.movein.process.items;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** The journal's tables, which anybody with an SQLite tool may read, also while the process runs. */
final class JournalSchema {

    /** Raised with any change to the tables. */
    static final int VERSION = 1;

    private static final List<String> TABLES = List.of("""
            create table if not exists items (
              id integer primary key,
              key text not null unique,
              "group" text not null,
              bytes integer not null,
              detail text,
              attempts integer not null default 0,
              state text not null default 'queued' check (state in ('queued', 'running', 'migrated', 'skipped', 'failed')),
              blame text,
              code text,
              text text,
              moved integer not null default 0,
              sha256 text,
              result text,
              at integer not null)""", """
            create table if not exists runs (
              number integer primary key,
              run integer not null,
              mode text not null,
              attempt text not null,
              started integer not null,
              ended integer,
              outcome text)""", """
            create table if not exists commands (
              number integer primary key,
              id text not null unique,
              run integer not null,
              command text not null,
              value text,
              result text,
              at integer not null)""", """
            create table if not exists facts (
              name text primary key,
              value text not null) without rowid""");

    private JournalSchema() {}

    /**
     * In WAL mode readers never wait for the writer; with {@code synchronous=normal} a crash of the process loses nothing that
     * was committed, one of the machine at most the last moments of work.
     */
    static Connection open(Path file) throws SQLException {
        var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (var statement = connection.createStatement()) {
            statement.execute("pragma busy_timeout=10000");
            statement.execute("pragma journal_mode=wal");
            statement.execute("pragma synchronous=normal");
            statement.execute("pragma cache_size=-16384");
            // each checkpoint waits for the disk
            statement.execute("pragma wal_autocheckpoint=8192");
            statement.execute("pragma journal_size_limit=33554432");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    static void create(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            var version = statement.executeQuery("pragma user_version").getInt(1);
            if (version > VERSION) {
                throw new SQLException("its version is %d (expected at most %d); use the newer process that wrote it"
                        .formatted(version, VERSION));
            }
            if (version < VERSION) {
                for (var table : TABLES) {
                    statement.execute(table);
                }
                statement.execute("pragma user_version=" + VERSION);
            }
        }
    }
}
