package io.movein.storage.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.process.SecretReference;
import io.movein.process.Secrets;
import io.movein.storage.configuration.CatalogueSettings.Columns;
import io.movein.storage.configuration.CatalogueSettings.Postgresql;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Beside a database that opens connections, counts them, and closes none. */
@Timeout(60)
class ConnectionsTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final CountingDriver driver = new CountingDriver();

    @BeforeEach
    void register() throws IOException, SQLException {
        DriverManager.registerDriver(driver);
        Files.createDirectories(folder.resolve("db"));
        Files.writeString(folder.resolve("db/user"), "anybody");
        Files.writeString(folder.resolve("db/password"), "anything");
    }

    @AfterEach
    void deregister() throws SQLException {
        DriverManager.deregisterDriver(driver);
    }

    @Test
    void tellsTheFailureOfTheWorkAndNotThatOfTheClosing() {
        var connections = connections(LONG);

        assertThatThrownBy(() -> connections.use(connection -> {
                    throw new SQLException("the row is locked");
                }))
                .hasMessage("the row is locked")
                .hasSuppressedException(new SQLException("it does not close"));
    }

    @Test
    void opensAnotherAfterAFailure() throws SQLException {
        var connections = connections(LONG);
        assertThatThrownBy(() -> connections.use(connection -> {
                    throw new IllegalStateException("of the work");
                }))
                .isInstanceOf(IllegalStateException.class);

        connections.use(connection -> true);
        connections.use(connection -> true);

        assertThat(driver.opened).hasValue(2);
    }

    @Test
    void waitsForOneThatIsInUseRatherThanOpenAnother() throws Exception {
        var connections = connections(LONG);
        var inUse = new CountDownLatch(1);
        var over = new CountDownLatch(1);

        try (var threads = Executors.newCachedThreadPool()) {
            var first = threads.submit(() -> connections.use(connection -> held(inUse, over)));
            inUse.await();
            var second = threads.submit(() -> connections.use(connection -> true));
            over.countDown();

            assertThat(first.get()).isTrue();
            assertThat(second.get()).isTrue();
        }
        assertThat(driver.opened).hasValue(1);
    }

    @Test
    void opensAnotherWhereNoneComesBackInAMoment() throws Exception {
        var connections = connections(Duration.ofMillis(1));
        var inUse = new CountDownLatch(1);
        var over = new CountDownLatch(1);

        try (var threads = Executors.newCachedThreadPool()) {
            var first = threads.submit(() -> connections.use(connection -> held(inUse, over)));
            inUse.await();

            assertThat(connections.<Boolean>use(connection -> true)).isTrue();

            over.countDown();
            assertThat(first.get()).isTrue();
        }
        assertThat(driver.opened).hasValue(2);
    }

    private static boolean held(CountDownLatch inUse, CountDownLatch over) {
        inUse.countDown();
        try {
            over.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Connections connections(Duration moment) {
        var columns = new Columns("id", "organisation", "purpose", "binding", "key", "size", null, null, null);
        var settings = new Postgresql(
                CountingDriver.URL,
                SecretReference.parse("db/user"),
                SecretReference.parse("db/password"),
                "files",
                columns,
                null);
        return new Connections(settings, new Secrets(folder), moment);
    }

    private static final class CountingDriver implements Driver {

        static final String URL = "jdbc:counting:";

        final AtomicInteger opened = new AtomicInteger();

        @Override
        public @Nullable Connection connect(String url, Properties info) {
            if (!acceptsURL(url)) {
                return null;
            }
            opened.incrementAndGet();
            return (Connection) Proxy.newProxyInstance(
                    CountingDriver.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, _) -> {
                        throw method.getName().equals("close")
                                ? new SQLException("it does not close")
                                : new UnsupportedOperationException(method.getName());
                    });
        }

        @Override
        public boolean acceptsURL(String url) {
            return url.equals(URL);
        }

        @Override
        public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
            return new DriverPropertyInfo[0];
        }

        @Override
        public int getMajorVersion() {
            return 1;
        }

        @Override
        public int getMinorVersion() {
            return 0;
        }

        @Override
        public boolean jdbcCompliant() {
            return false;
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            throw new SQLFeatureNotSupportedException();
        }
    }
}
