package io.movein.store.postgresql;

import io.movein.process.lease.LeaseRecord;
import io.movein.process.lease.LeaseStore;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** A lease in a row of a table at the target, in a schema that nobody else uses. */
public final class PostgresLeaseStore implements LeaseStore, AutoCloseable {

    private static final String INSERT = """
            insert into %s (holder, epoch, renewed) values (?, ?::bigint, ?) on conflict (only_one) do nothing""";
    private static final String UPDATE = """
            update %s set holder = ?, epoch = ?::bigint, renewed = ? where holder = ? and epoch = ?::bigint and renewed = ?""";

    private final PostgresServer server;
    private final String table;
    private PostgresSession session;

    private PostgresLeaseStore(PostgresServer server, String table, PostgresSession session) {
        this.server = server;
        this.table = table;
        this.session = session;
    }

    /** Makes the schema and the table where they are not there yet. */
    public static PostgresLeaseStore at(PostgresServer server, String schema) {
        var session = server.open();
        var table = new TableName(schema, "lease").sql();
        try {
            session.execute("create schema if not exists " + SqlText.name(schema));
            session.execute("""
                    create table if not exists %s (
                      only_one boolean primary key default true check (only_one), holder text not null, epoch bigint not null,
                      renewed text not null)""".formatted(table));
            return new PostgresLeaseStore(server, table, session);
        } catch (PostgresFailure e) {
            session.close();
            throw e;
        }
    }

    @Override
    public synchronized Optional<LeaseRecord> read() throws IOException {
        return asking(() -> session.rows("select holder, epoch, renewed from " + table).stream()
                .map(row -> new LeaseRecord(row.text(0), row.number(1), Instant.parse(row.text(2))))
                .findFirst());
    }

    @Override
    public synchronized boolean replace(Optional<LeaseRecord> expected, LeaseRecord wanted) throws IOException {
        return asking(() -> expected.map(old -> session.update(
                                UPDATE.formatted(table),
                                wanted.holder(),
                                Long.toString(wanted.epoch()),
                                wanted.renewed().toString(),
                                old.holder(),
                                Long.toString(old.epoch()),
                                old.renewed().toString()))
                        .orElseGet(() -> session.update(
                                INSERT.formatted(table),
                                wanted.holder(),
                                Long.toString(wanted.epoch()),
                                wanted.renewed().toString()))
                == 1);
    }

    private interface Question<T> {
        T ask() throws PostgresFailure;
    }

    /** A connection that broke is made anew for the next question. */
    private <T> T asking(Question<T> question) throws IOException {
        try {
            return question.ask();
        } catch (PostgresFailure e) {
            session.close();
            try {
                session = server.open();
            } catch (PostgresFailure still) {
                e.addSuppressed(still);
            }
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public String location() {
        return "%s, %s".formatted(server.name(), table);
    }

    @Override
    public synchronized void close() {
        session.close();
    }
}
