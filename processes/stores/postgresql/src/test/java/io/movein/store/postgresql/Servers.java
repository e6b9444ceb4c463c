package io.movein.store.postgresql;

import io.movein.standin.postgresql.PostgresProcess;
import io.movein.standin.postgresql.PostgresProcess.Version;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** An older and a newer server for all tests of this JVM; each test has databases of its own. */
final class Servers {

    private static final PostgresProcess OLDER =
            PostgresProcess.start(Version.OLDER, Map.of("wal_level", "logical", "max_prepared_transactions", "5"));
    private static final PostgresProcess NEWER = PostgresProcess.start(Version.NEWER, Map.of());
    private static final AtomicInteger COUNT = new AtomicInteger();

    private Servers() {}

    static PostgresServer source() {
        return database("source", OLDER);
    }

    static PostgresServer target() {
        return database("target", NEWER);
    }

    private static PostgresServer database(String name, PostgresProcess process) {
        var database = name + COUNT.incrementAndGet();
        try (var session = server(name, process.url("postgres")).open()) {
            session.execute("create database " + database);
        }
        return server(name, process.url(database));
    }

    private static PostgresServer server(String name, String url) {
        return new PostgresServer(name, url, PostgresProcess.USER, PostgresProcess.PASSWORD);
    }
}
