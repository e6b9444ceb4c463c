package io.movein.store.postgresql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postgresql.Driver;

/**
 * The definitions of a database's tables, as {@code pg_dump} gives them; it has to be as new as the server, or newer. The environment
 * variable {@code MOVEIN_PG_DUMP} has the words that start it, parted by spaces; without it, it is the one on the {@code PATH}.
 */
public final class SchemaDump {

    private static final Pattern VERSION = Pattern.compile("(\\d+)(?:\\.\\d+)?");
    private static final List<String> COMMAND = List.of(
            System.getenv().getOrDefault("MOVEIN_PG_DUMP", "pg_dump").strip().split("\\s+"));
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "PGHOST", "PGHOST",
            "PGPORT", "PGPORT",
            "PGDBNAME", "PGDATABASE",
            "sslmode", "PGSSLMODE",
            "sslrootcert", "PGSSLROOTCERT");

    private final PostgresServer server;
    private final Path scratch;

    /** @param scratch a folder for what {@code pg_dump} writes */
    public SchemaDump(PostgresServer server, Path scratch) {
        this.server = server;
        this.scratch = scratch;
    }

    /** Which parts of it. */
    public enum Section {
        /** Schemas, types, functions, tables with their columns. */
        PRE_DATA("pre-data"),
        /** Keys, indexes, foreign keys, triggers, policies. */
        POST_DATA("post-data");

        private final String word;

        Section(String word) {
            this.word = word;
        }

        /** As {@code pg_dump} calls it. */
        public String word() {
            return word;
        }
    }

    /** Major version of the {@code pg_dump} that is installed; none where there is none. */
    public static Optional<Integer> installed() {
        try {
            var words = new ArrayList<>(COMMAND);
            words.add("--version");
            var process = new ProcessBuilder(words).redirectErrorStream(true).start();
            var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var version = VERSION.matcher(text);
            return process.waitFor() == 0 && version.find()
                    ? Optional.of(Integer.parseInt(version.group(1)))
                    : Optional.empty();
        } catch (IOException notThere) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /**
     * A text of SQL for {@link PostgresServer#openForScripts()}: without owners and rights, as the roles of one server are not those of
     * another.
     *
     * @param without tables that are left out, and partitions of such
     */
    public String read(
            Section section, Collection<String> schemas, Collection<TableName> without, ExportedSnapshot snapshot)
            throws InterruptedException {
        var words = new ArrayList<>(COMMAND);
        words.addAll(List.of(
                "--schema-only",
                "--section=" + section.word,
                "--no-owner",
                "--no-privileges",
                "--no-publications",
                "--no-subscriptions",
                "--no-tablespaces",
                "--no-password",
                "--lock-wait-timeout=10s",
                "--encoding=UTF8",
                "--snapshot=" + snapshot.id()));
        schemas.forEach(schema -> words.add("--schema=" + SqlText.name(schema)));
        without.forEach(table -> words.add("--exclude-table=" + table.sql()));
        return cleaned(output(words));
    }

    /** Runs the text as one transaction. */
    public static void apply(PostgresServer target, String script) {
        try (var session = target.openForScripts()) {
            // the newer pg_dump sets what an older server does not know
            session.execute(
                    session.major() >= 17 ? script : script.replaceAll("(?m)^SET transaction_timeout = 0;$", ""));
        }
    }

    private String output(List<String> words) throws InterruptedException {
        try {
            var out = Files.createTempFile(scratch, "schema", ".sql");
            var err = Files.createTempFile(scratch, "schema", ".err");
            var builder = new ProcessBuilder(words).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().putAll(environment());
            var process = builder.start();
            try {
                if (process.waitFor() != 0) {
                    throw new PostgresFailure(
                            server.name(),
                            "pg_dump: " + Files.readString(err).strip().replaceAll("\\s*\n\\s*", "; "));
                }
                return Files.readString(out);
            } finally {
                process.destroy();
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new PostgresFailure(server.name(), "pg_dump", e);
        }
    }

    private Map<String, String> environment() {
        var url = Objects.requireNonNull(Driver.parseURL(server.url(), new Properties()), "checked by the plan");
        var environment = ENVIRONMENT.entrySet().stream()
                .filter(name -> url.getProperty(name.getKey()) != null)
                .collect(Collectors.toMap(Map.Entry::getValue, name -> url.getProperty(name.getKey())));
        environment.put("PGUSER", server.user());
        environment.put("PGPASSWORD", server.password());
        environment.put("PGAPPNAME", "movein");
        return environment;
    }

    /** Without psql's own commands, and for a database that has its schemas already. */
    private static String cleaned(String script) {
        return script.replaceAll("(?m)^\\\\(un)?restrict .*$", "")
                .replaceAll("(?m)^CREATE SCHEMA ", "CREATE SCHEMA IF NOT EXISTS ")
                .replaceAll("(?m)^COMMENT ON SCHEMA .*$", "");
    }
}
