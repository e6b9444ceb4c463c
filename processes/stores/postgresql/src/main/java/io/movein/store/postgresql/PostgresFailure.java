package io.movein.store.postgresql;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A server did not do what was asked; says which, and what it answered. */
public final class PostgresFailure extends RuntimeException {

    private static final String ROW_SECURITY = "42501";

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
