package io.movein.store.postgresql;

import java.util.Set;

/**
 * One state of a database, read by as many sessions as one likes. It lasts as long as the connection that exported it, which nobody else
 * uses.
 */
public final class ExportedSnapshot implements AutoCloseable {

    /** What a server says of a snapshot that it does not have, or not any more: versions differ. */
    private static final Set<String> UNKNOWN = Set.of("22023", "42704", "55000");

    private final PostgresSession holder;
    private final PostgresServer server;
    private final String id;

    private ExportedSnapshot(PostgresSession holder, PostgresServer server, String id) {
        this.holder = holder;
        this.server = server;
        this.id = id;
    }

    public static ExportedSnapshot of(PostgresServer server) {
        var holder = server.open();
        try {
            return by(holder);
        } catch (PostgresFailure e) {
            holder.close();
            throw e;
        }
    }

    /** The session's state now; it is the snapshot's from then on. */
    static ExportedSnapshot by(PostgresSession holder) {
        holder.execute("begin isolation level repeatable read read only");
        return new ExportedSnapshot(
                holder,
                holder.server(),
                holder.row("select pg_export_snapshot()").text(0));
    }

    /** One that a session has exported already. */
    static ExportedSnapshot heldBy(PostgresSession holder, PostgresServer server, String id) {
        return new ExportedSnapshot(holder, server, id);
    }

    public String id() {
        return id;
    }

    /** A session that reads this state, and can write nothing. */
    public PostgresSession open() {
        var session = server.open();
        try {
            session.execute("begin isolation level repeatable read read only");
            session.execute("set transaction snapshot " + SqlText.literal(id));
            return session;
        } catch (PostgresFailure e) {
            session.close();
            throw e;
        }
    }

    /**
     * Whether the server has it no more, as the connection that exported it is gone.
     *
     * @throws PostgresFailure where nobody knows, as the server does not answer
     */
    public boolean isLost() {
        try (var _ = open()) {
            return false;
        } catch (PostgresFailure e) {
            if (UNKNOWN.contains(e.state())) {
                return true;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        holder.close();
    }
}
