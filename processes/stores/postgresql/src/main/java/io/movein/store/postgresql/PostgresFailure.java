package io.movein.store.postgresql;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A server did not do what was asked; says which, and what it answered. */
public final class PostgresFailure extends RuntimeException {

    private static final String ROW_SECURITY = "42501";

    /** Ended by an administrator or with the server, or a server that is not ready yet. */
    private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03");

    /** Waited too long for a lock, a deadlock, or somebody else's change at the same time. */
    private static final Set<String> IN_THE_WAY = Set.of("55P03", "40P01", "40001");

    private final String server;
    private final String state;

    public PostgresFailure(String server, String message) {
        super(server + ": " + message);
        this.server = server;
        this.state = "";
    }

    public PostgresFailure(String server, String doing, Exception cause) {
        super("%s: %s: %s".formatted(server, doing, words(cause)), cause);
        this.server = server;
        this.state = state(cause);
    }

    /** Which of the two sides, by the name that {@link PostgresServer} gives it. */
    public String server() {
        return server;
    }

    /** SQLSTATE; empty where it was not the server that answered. */
    public String state() {
        return state;
    }

    /** Whether the server is not there, or took its connection away, as one does that is being started again. */
    public boolean lostConnection() {
        return state.startsWith("08") || AWAY.contains(state);
    }

    /** Whether the same may succeed when it is asked for again. */
    public boolean mayPass() {
        return lostConnection() || IN_THE_WAY.contains(state);
    }

    public boolean refusedForRights() {
        return state.equals(ROW_SECURITY);
    }

    private static String words(Exception cause) {
        return String.valueOf(cause.getMessage()).strip().replaceAll("\\s*\n\\s*", "; ");
    }

    private static String state(@Nullable Throwable cause) {
        for (var at = cause; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }
}
