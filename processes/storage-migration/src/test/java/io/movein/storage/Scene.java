package io.movein.storage;

import io.movein.process.Stop;
import io.movein.process.cli.ProcessCommand;
import io.movein.standin.objects.LyingProxy;
import io.movein.standin.objects.ObjectServer;
import io.movein.standin.objects.S3Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An old and a new bucket, each behind a proxy, a database with a table of artifacts, and the process as its command line. */
final class Scene implements AutoCloseable {

    /** Failures are made here, and need no time to pass. */
    private static final Duration FIRST_WAIT = Duration.ofMillis(2);

    final ObjectServer old = ObjectServer.start("old-files");
    final ObjectServer next = ObjectServer.start("new-files");
    final LyingProxy beforeOld = LyingProxy.before(old.endpoint());
    final LyingProxy beforeNew = LyingProxy.before(next.endpoint());
    /** What the platform says beside what the tests say by options. */
    final Map<String, String> environment = new HashMap<>();

    final Database database = Database.create();
    final Path folder;
    final Stop stop = new Stop();
    private final Map<String, String> replaced = new HashMap<>();
    private String output = "";

    Scene(Path folder) {
        this.folder = folder;
        database.execute("""
                create table artifacts (
                  id text primary key, organisation text not null, purpose text not null, binding text not null, key text not null,
                  size bigint, sha256 text, deleted_at timestamptz, created_at timestamptz not null default now())""");
        database.execute("create table bindings (name text primary key, status text not null)");
        database.execute("insert into bindings values ('old', 'disabled'), ('new', 'active')");
        for (var binding : List.of("old", "new")) {
            secret(binding + "-bucket/access-key", S3Server.ACCESS_KEY);
            secret(binding + "-bucket/secret-key", S3Server.SECRET_KEY);
        }
        secret("files-db/user", "postgres");
        secret("files-db/password", "postgres-password");
    }

    void secret(String name, String value) {
        try {
            var file = folder.resolve("secrets").resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An object in the old bucket and its row. */
    void artifact(String id, String purpose, String key, String content) {
        artifact(id, "acme", purpose, key, content.getBytes(StandardCharsets.UTF_8));
    }

    void artifact(String id, String organisation, String purpose, String key, byte[] content) {
        old.put("old-files", key, content);
        row(id, organisation, purpose, key, (long) content.length, sha256(content));
    }

    void row(String id, String organisation, String purpose, String key, @Nullable Long size, @Nullable String sha256) {
        database.execute(
                "insert into artifacts (id, organisation, purpose, binding, key, size, sha256) values (?, ?, ?, 'old', ?, ?, ?)",
                id,
                organisation,
                purpose,
                key,
                size,
                sha256);
    }

    /** Changes the configuration of the next runs. */
    Scene with(String text, String by) {
        replaced.put(text, by);
        return this;
    }

    String configuration() {
        var text = TEMPLATE.replace("OLD", beforeOld.endpoint().toString())
                .replace("NEW", beforeNew.endpoint().toString())
                .replace("DATABASE", database.url);
        for (var change : replaced.entrySet()) {
            if (!text.contains(change.getKey())) {
                throw new IllegalArgumentException("the configuration has no " + change.getKey());
            }
            text = text.replace(change.getKey(), change.getValue());
        }
        return text;
    }

    int dryRun() {
        return execute("run", "--mode", "dry-run");
    }

    int live(String... more) {
        var arguments = new ArrayList<>(List.of("run", "--mode", "live"));
        arguments.addAll(List.of(more));
        return execute(arguments.toArray(String[]::new));
    }

    int execute(String... arguments) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            var plan = Files.writeString(folder.resolve("plan.yaml"), configuration());
            var all = new ArrayList<>(List.of(arguments));
            all.addAll(List.of(
                    "--config",
                    plan.toString(),
                    "--secrets",
                    folder.resolve("secrets").toString()));
            if (!all.contains("--state")) {
                all.addAll(List.of("--state", folder.resolve("state").toString()));
            }
            return ProcessCommand.execute(
                    new StorageMigration(FIRST_WAIT), all.toArray(String[]::new), environment, out, false, stop);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            output = bytes.toString(StandardCharsets.UTF_8);
        }
    }

    String output() {
        return output;
    }

    String status() {
        execute("status");
        return output;
    }

    List<String> rows() {
        return database.query("select id, binding, key from artifacts order by id");
    }

    long rowsAt(String binding) {
        return Long.parseLong(database.query("select count(*) from artifacts where binding = '%s'".formatted(binding))
                .getFirst());
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static URI underAnotherName(URI endpoint) {
        return URI.create(endpoint.toString().replace("127.0.0.1", "localhost"));
    }

    @Override
    public void close() {
        beforeOld.close();
        beforeNew.close();
        old.close();
        next.close();
        database.close();
    }

    private static final String TEMPLATE = """
            reason: our own bucket is active since Monday
            target: new
            bindings:
              old:
                endpoint: OLD
                region: us-east-1
                bucket: old-files
                accessKey: {secret: old-bucket/access-key}
                secretKey: {secret: old-bucket/secret-key}
                status: disabled
              new:
                endpoint: NEW
                region: us-east-1
                bucket: new-files
                accessKey: {secret: new-bucket/access-key}
                secretKey: {secret: new-bucket/secret-key}
                status: active
            catalogue:
              postgresql:
                url: DATABASE
                user: {secret: files-db/user}
                password: {secret: files-db/password}
                table: artifacts
                columns: {sha256: sha256, deleted: deleted_at, created: created_at}
                bindings: {table: bindings}
            transfer: {partSize: 5MiB, silence: 5s}
            scope: {}
            naming: "{key}"
            pace: {workers: 16}
            evidence: {binding: new}
            """;
}
