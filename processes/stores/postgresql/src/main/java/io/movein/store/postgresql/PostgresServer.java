package io.movein.store.postgresql;

import io.movein.process.net.KeptAliveSockets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * A database and who connects to it.
 *
 * @param name {@code source} or {@code target}, for errors
 * @param url  {@code jdbc:postgresql://host:port/database}
 */
public record PostgresServer(String name, String url, String user, String password) {

    /** What a digest or a copy depends on is alike on both sides; nothing of ours waits long for a lock, or is ended as too slow. */
    private static final String SETTINGS = """
            set row_security = off; set search_path = pg_catalog; set timezone = 'UTC'; set datestyle = 'ISO, YMD';
            set intervalstyle = 'postgres'; set bytea_output = 'hex'; set extra_float_digits = 1; set lc_monetary = 'C';
            set xmloption = 'content'; set standard_conforming_strings = on; set statement_timeout = 0; set lock_timeout = '10s';
            select set_config(name, '0', false) from pg_settings
            where name in ('idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout')""";

    /** For what is answered at once by a server that is well. */
    public static final Duration AT_ONCE = Duration.ofSeconds(30);

    public PostgresSession open() {
        return open(properties("extended"), SETTINGS);
    }

    /** @param patience for each answer; what was asked for may be carried out all the same, and late */
    public PostgresSession open(Duration patience) {
        var properties = properties("extended");
        properties.setProperty("socketTimeout", Long.toString(Math.max(1, patience.toSeconds())));
        return open(properties, SETTINGS);
    }

    /** For texts of many statements, which the server takes apart itself and carries out as one transaction. */
    public PostgresSession openForScripts() {
        return open(properties("simple"), SETTINGS);
    }

    /** @param limit for what waits for other transactions; also once the client is gone */
    PostgresSession openForReplication(Duration limit) {
        var properties = properties("simple");
        properties.setProperty("replication", "database");
        properties.setProperty("assumeMinServerVersion", "14");
        return open(properties, "set row_security = off; set lock_timeout = %d".formatted(limit.toMillis()));
    }

    private Properties properties(String queryMode) {
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", "movein");
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("socketFactory", KeptAliveSockets.class.getName());
        properties.setProperty("preferQueryMode", queryMode);
        return properties;
    }

    private PostgresSession open(Properties properties, String settings) {
        try {
            var session = new PostgresSession(this, DriverManager.getConnection(url, properties));
            session.execute(settings);
            return session;
        } catch (SQLException e) {
            throw new PostgresFailure(name, "no connection to " + url, e);
        }
    }

    @Override
    public String toString() {
        return "%s (%s as %s)".formatted(name, url, user);
    }
}
