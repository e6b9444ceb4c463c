package io.movein.standin.postgresql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A PostgreSQL server on loopback, gone with this JVM. */
public final class PostgresProcess implements AutoCloseable {

    public static final String USER = "postgres";

    /** Any is let in. */
    public static final String PASSWORD = "postgres-password";

    /** Which of the two that lie here. */
    public enum Version {
        OLDER("older.jar"),
        NEWER("newer.jar");

        private final String jar;

        Version(String jar) {
            this.jar = jar;
        }
    }

    /** On a machine that is busy with others. */
    private static final Duration LONGEST_START = Duration.ofMinutes(2);

    private final EmbeddedPostgres.Builder builder;
    private EmbeddedPostgres server;

    private PostgresProcess(EmbeddedPostgres.Builder builder) {
        this.builder = builder;
        this.server = started(builder);
    }

    /** @param settings as in {@code postgresql.conf} */
    public static PostgresProcess start(Version version, Map<String, String> settings) {
        return new PostgresProcess(builder(version, settings));
    }

    /** One that can be {@link #close closed} and {@link #startAgain started again} with what it has in the folder. */
    public static PostgresProcess start(Version version, Map<String, String> settings, Path folder) {
        return new PostgresProcess(
                builder(version, settings).setDataDirectory(folder.toFile()).setCleanDataDirectory(false));
    }

    private static EmbeddedPostgres.Builder builder(Version version, Map<String, String> settings) {
        var builder = EmbeddedPostgres.builder()
                .setPgBinaryResolver((system, machine) -> binary(version))
                .setPGStartupWait(LONGEST_START)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("fsync", "off")
                .setServerConfig("full_page_writes", "off")
                .setServerConfig("shared_buffers", "32MB")
                .setServerConfig("max_connections", "100");
        settings.forEach(builder::setServerConfig);
        return builder;
    }

    private static EmbeddedPostgres started(EmbeddedPostgres.Builder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** At the same port. */
    public void startAgain() {
        server = started(builder.setPort(port()));
    }

    public int port() {
        return server.getPort();
    }

    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database);
    }

    private static InputStream binary(Version version) throws IOException {
        var jar = PostgresProcess.class.getResourceAsStream(version.jar);
        if (jar == null) {
            throw new FileNotFoundException(version.jar);
        }
        var content = new ZipInputStream(jar);
        ZipEntry entry;
        while ((entry = content.getNextEntry()) != null) {
            if (entry.getName().endsWith(".txz")) {
                return content;
            }
        }
        throw new FileNotFoundException("no .txz in " + version.jar);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
