package io.movein.storage.catalogue;

import io.movein.process.Secrets;
import io.movein.process.net.KeptAliveSockets;
import io.movein.storage.configuration.CatalogueSettings.Postgresql;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connections to the application's database, a few at a time and used again. One that failed is closed, and one that lay idle is asked
 * first whether it is still there. Each is opened with the secrets as they are then; and only if none of those in use comes back in a
 * moment, as the server begins a process for each, which costs it and us more than the statements of many files.
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
    private static final Duration MOMENT = Duration.ofMillis(50);

    private final Postgresql settings;
    private final Secrets secrets;
    private final Duration moment;
    private final Semaphore free = new Semaphore(MOST);
    private final BlockingDeque<Idle> idle = new LinkedBlockingDeque<>();

    Connections(Postgresql settings, Secrets secrets) {
        this(settings, secrets, MOMENT);
    }

    /** @param moment for one that is in use to come back, before another is opened */
    Connections(Postgresql settings, Secrets secrets, Duration moment) {
        this.settings = settings;
        this.secrets = secrets;
        this.moment = moment;
    }

    /** @throws SQLException of the work, or if there is no connection in a few seconds */
    <T> T use(Work<T> work) throws SQLException {
        await();
        try {
            var connection = connection();
            var result = whole(work, connection);
            idle.addFirst(new Idle(connection, System.nanoTime()));
            return result;
        } finally {
            free.release();
        }
    }

    /** What closing a connection says whose work has failed is told beside that, and not in its place. */
    private static <T> T whole(Work<T> work, Connection connection) throws SQLException {
        try {
            return work.with(connection);
        } catch (SQLException | RuntimeException | Error failure) {
            try {
                connection.close();
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
            throw failure;
        }
    }

    private void await() throws SQLException {
        try {
            if (!free.tryAcquire(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new SQLTransientConnectionException(
                        "all %d connections were in use for %d s".formatted(MOST, LONGEST_SECONDS));
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Connection connection() throws SQLException {
        for (var last = free(); last != null; last = free()) {
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
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("socketFactory", KeptAliveSockets.class.getName());
        return DriverManager.getConnection(settings.url(), properties);
    }

    /** @return null if there is none, and none that others use came back in a moment */
    private @Nullable Idle free() throws SQLException {
        var last = idle.pollFirst();
        if (last != null || free.availablePermits() == MOST - 1) {
            return last;
        }
        try {
            return idle.pollFirst(moment.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static SQLException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new SQLTransientConnectionException("the run is ending", e);
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
