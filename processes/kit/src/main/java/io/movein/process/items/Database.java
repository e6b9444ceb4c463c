package io.movein.process.items;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One connection and the one thread that uses it: everything is done in the order in which it was asked for, each in a
 * transaction of its own. Whoever asks waits.
 */
final class Database implements AutoCloseable {

    /** Done in the database's thread, whole or not at all. */
    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    private final Path file;
    private final ScheduledThreadPoolExecutor thread;
    private final Connection connection;

    Database(Path file) {
        this.file = file;
        this.thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("journal").daemon().factory());
        // what waits is written by a flush before the end
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.connection = call(() -> {
            var opened = JournalSchema.open(file);
            JournalSchema.create(opened);
            opened.setAutoCommit(false);
            return opened;
        });
    }

    <T> T transact(Work<T> work) {
        return call(() -> whole(work));
    }

    /** Without waiting, after so long; the failure, if any, goes to the listener. */
    @SuppressWarnings("FutureReturnValueIgnored") // whatever it throws goes to the listener
    void later(Duration wait, Work<?> work, Consumer<RuntimeException> failed) {
        Runnable whole = () -> {
            try {
                whole(work);
            } catch (SQLException e) {
                failed.accept(unusable(e));
            } catch (RuntimeException e) {
                failed.accept(e);
            }
        };
        thread.schedule(whole, wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    private <T> T whole(Work<T> work) throws SQLException {
        try {
            var result = work.in(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        }
    }

    private JournalFailure unusable(SQLException broken) {
        return new JournalFailure("the journal " + file + " cannot be used", broken);
    }

    private <T> T call(Callable<T> work) {
        var result = thread.submit(work);
        var interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    // the outcome must not be unknown: a claim that nobody heard of would be lost
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException broken) {
                throw unusable(broken);
            }
            throw e.getCause() instanceof RuntimeException own ? own : new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        call(() -> {
            connection.close();
            return true;
        });
        thread.close();
    }
}
