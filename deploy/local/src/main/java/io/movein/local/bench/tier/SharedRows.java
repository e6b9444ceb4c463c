package io.movein.local.bench.tier;

import io.movein.standin.postgresql.PostgresProcess;
import io.movein.standin.postgresql.PostgresProcess.Version;
import io.movein.store.postgresql.PostgresServer;
import java.net.URI;
import java.util.Map;

/**
 * A database in which four tenants have as many rows each, another with the rows of one of them alone, and on a server of its own a third
 * that is made anew for each contestant.
 */
final class SharedRows implements AutoCloseable {

    static final String ALL = "shared";
    static final String ALONE = "alone";
    static final String TARGET = "dedicated";
    static final String TENANT = "tenant-0";
    static final int TENANTS = 4;

    private static final String CONTROL = """
            create table public.tenants (id text primary key, place text not null, read_only boolean not null);
            insert into public.tenants values ('tenant-0', 'shared', false)""";

    private static final String ROWS = """
            create table public.events (tenant_id text not null, id bigint not null, happened timestamptz not null, amount numeric(12, 2) not null,
              note text not null);
            insert into public.events select 'tenant-' || i %% 4, i, '2026-01-01'::timestamptz + i * interval '1 second', i %% 100000 / 100.0,
              md5(i::text) || md5((7 * i)::text) from generate_series(0, %d) i where %s;
            alter table public.events add primary key (tenant_id, id);
            create index events_happened on public.events (tenant_id, happened);""";

    private final PostgresProcess shared = PostgresProcess.start(Version.OLDER, Map.of("max_wal_size", "4GB"));
    private final PostgresProcess own = PostgresProcess.start(Version.OLDER, Map.of("max_wal_size", "4GB"));

    /** @param rows of each tenant */
    SharedRows(int rows) {
        fill(ALL, rows, "true");
        fill(ALONE, rows, "i % 4 = 0");
        script(own, "postgres", "create database control");
        script(own, "control", CONTROL);
    }

    private void fill(String database, int rows, String which) {
        script(shared, "postgres", "create database " + database);
        script(shared, database, ROWS.formatted(TENANTS * rows - 1, which));
        try (var session = server(shared, database).open()) {
            session.execute("vacuum analyze");
        }
    }

    private static void script(PostgresProcess process, String database, String script) {
        try (var session = server(process, database).openForScripts()) {
            session.execute(script);
        }
    }

    private static PostgresServer server(PostgresProcess process, String database) {
        return new PostgresServer(database, process.url(database), PostgresProcess.USER, PostgresProcess.PASSWORD);
    }

    /** An empty database, and a tenant that is at the shared one and may write. */
    void makeTarget() {
        try (var session = server(own, "postgres").open()) {
            session.execute("drop database if exists %s with (force)".formatted(TARGET));
            session.execute("create database " + TARGET);
        }
        try (var session = server(own, "control").open()) {
            session.execute("update public.tenants set place = 'shared', read_only = false");
        }
    }

    /** How many rows the target has. */
    long rows() {
        try (var session = server(own, TARGET).open()) {
            return session.row("select count(*) from public.events").number(0);
        }
    }

    /** For JDBC. */
    String url(String database) {
        return (database.equals(ALL) || database.equals(ALONE) ? shared : own).url(database);
    }

    /** For PostgreSQL's own programs, which find user and password in their environment. */
    String address(String database) {
        var url = URI.create(url(database).substring("jdbc:".length()));
        return "host=%s port=%d dbname=%s".formatted(url.getHost(), url.getPort(), database);
    }

    @Override
    public void close() {
        shared.close();
        own.close();
    }
}
