package io.movein.storage.catalogue;

import io.movein.process.Secrets;
import io.movein.storage.configuration.CatalogueSettings.Postgresql;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Deque;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Connections to the application's database, a few at a time and used again. One that failed is closed, and one that lay idle is asked
 * first whether it is still there. Each is opened with the secrets as they are then.
 */
final class Connections implements AutoCloseable {

    /** Done with a connection that nobody else has. */
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private record Idle(Connection connection, long since) {}

    private static final int MOST = 8;
    private static final int LONGEST_SECONDS = 5;
    private static final long ASKED_AFTER_NANOS = Duration.ofSeconds(1).toNanos();

    private final Postgresql settings;
    private final Secrets secrets;
    private final Semaphore free = new Semaphore(MOST);
    private final Deque<Idle> idle = new ConcurrentLinkedDeque<>();

    Connections(Postgresql settings, Secrets secrets) {
        this.settings = settings;
        this.secrets = secrets;
    }

    /** @throws SQLException of the work, or if there is no connection in a few seconds */
    <T> T use(Work<T> work) throws SQLException {
        await();
        try {
            var connection = connection();
            var whole = false;
            try {
                var result = work.with(connection);
                whole = true;
                return result;
            } finally {
                release(connection, whole);
            }
        } finally {
            free.release();
        }
    }

    private void await() throws SQLException {
        try {
            if (!free.tryAcquire(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new SQLTransientConnectionException(
                        "all %d connections were in use for %d s".formatted(MOST, LONGEST_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("the run is ending", e);
        }
    }

    private Connection connection() throws SQLException {
        for (var last = idle.pollFirst(); last != null; last = idle.pollFirst()) {
            if (System.nanoTime() - last.since < ASKED_AFTER_NANOS || last.connection.isValid(LONGEST_SECONDS)) {
                return last.connection;
            }
            last.connection.close();
        }
        var properties = new Properties();
        properties.setProperty("user", secrets.read(settings.user()).text());
        properties.setProperty("password", secrets.read(settings.password()).text());
        properties.setProperty("loginTimeout", Integer.toString(LONGEST_SECONDS));
        properties.setProperty("ApplicationName", "movein storage-migration");
        return DriverManager.getConnection(settings.url(), properties);
    }

    private void release(Connection connection, boolean whole) throws SQLException {
        if (whole) {
            idle.addFirst(new Idle(connection, System.nanoTime()));
        } else {
            connection.close();
        }
    }

    /** Once nobody uses one any more. */
    @Override
    public void close() {
        for (var last = idle.pollFirst(); last != null; last = idle.pollFirst()) {
            try {
                last.connection.close();
            } catch (SQLException e) {
                // it is gone, one way or the other
            }
        }
    }
}
