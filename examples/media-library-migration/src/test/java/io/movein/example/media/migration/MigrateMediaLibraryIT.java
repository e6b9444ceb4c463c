package io.movein.example.media.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.example.media.Manifest;
import io.movein.example.media.oldhost.MediaLibrary;
import io.movein.example.media.oldhost.OldHost;
import io.movein.example.media.storage.MediaStorage;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class MigrateMediaLibraryIT {

    private static final int FILES = 60;

    @TempDir
    private Path folder;

    private Manifest library;
    private OldHost oldHost;
    private MediaStorage storage;
    private Map<String, String> environment;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void twoHosts() throws IOException {
        library = MediaLibrary.generate(folder.resolve("library"), FILES, 600_000, 1);
        oldHost = OldHost.start(folder.resolve("library"), "from", anyPort());
        storage = MediaStorage.start(folder.resolve("volume"), "to", anyPort());
        secret("old-host/url", oldHost.address().toString());
        secret("old-host/token", "from");
        secret("media-storage/token", "to");
        Files.createDirectories(folder.resolve("state"));
        environment = new HashMap<>(Map.of(
                "MOVEIN_MODE",
                "live",
                "MOVEIN_ATTEMPT",
                "fresh",
                "MOVEIN_SECRETS",
                folder.resolve("secrets").toString(),
                "MOVEIN_STATE",
                folder.resolve("state").toString(),
                "MOVEIN_TERMINATION_LOG",
                folder.resolve("last-words").toString(),
                "MEDIA_STORAGE_SERVICE_HOST",
                storage.address().getHost(),
                "MEDIA_STORAGE_SERVICE_PORT",
                Integer.toString(storage.address().getPort())));
    }

    private void configure(String text) throws IOException {
        environment.put(
                "MOVEIN_CONFIG",
                Files.writeString(folder.resolve("config.yaml"), text).toString());
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private void secret(String key, String value) throws IOException {
        var file = folder.resolve("secrets").resolve(key);
        Files.createDirectories(file.getParent());
        Files.writeString(file, value);
    }

    @AfterEach
    void stop() {
        oldHost.close();
        storage.close();
    }

    @Test
    void copiesTheWholeLibrary() throws Exception {
        var exitCode = migrate();

        assertThat(exitCode).isZero();
        assertThat(stored().entries()).containsExactlyInAnyOrderElementsOf(library.entries());
        assertThat(folder.resolve("last-words"))
                .content()
                .contains("\"summary\":\"copied 60 files, every SHA-256 matches\"", "\"match\":true");
        assertThat(out.toString())
                .contains("{\"movein\":{\"phase\":\"copy\",\"done\":60,\"total\":60,\"unit\":\"objects\",\"rate\":");
    }

    @Test
    void doesWhatItIsToldWhileItRunsEachCommandOnce() throws Exception {
        configure("bytesPerSecond: 100000");
        var control = folder.resolve("commands");
        environment.put("MOVEIN_CONTROL", control.toString());
        Files.writeString(control, """
                {"id":"comment:1","command":"pause"}
                {"id":"comment:2","command":"dance"}
                {"id":"comment:1","command":"pause"}
                {"id":"comment:3","command":"rate","bytesPerSecond":100000000}
                {"id":"comment:4","command":"continue"}
                """);

        var exitCode = migrate();

        assertThat(exitCode).isZero();
        assertThat(out.toString())
                .contains(
                        "\"did\":[{\"id\":\"comment:1\",\"command\":\"pause\",\"result\":\"paused\"},{\"id\":\"comment:2\",\"command\":\"dance\",\"result\":\"refused: not known here\"},{\"id\":\"comment:3\",\"command\":\"rate\",\"result\":\"100000000 bytes in a second at most\"},{\"id\":\"comment:4\",\"command\":\"continue\",\"result\":\"continued\"}]");
    }

    @Test
    void writesNothingInADryRun() throws Exception {
        environment.put("MOVEIN_MODE", "dry-run");

        var exitCode = migrate();

        assertThat(exitCode).isZero();
        assertThat(stored().entries()).isEmpty();
        assertThat(folder.resolve("state")).isEmptyDirectory();
        assertThat(folder.resolve("last-words")).content().contains("read 60 files, every SHA-256 matches");
    }

    @Test
    void resumesWhereAnEarlierRunWasStopped() throws Exception {
        var stop = new AtomicBoolean();
        var first = new PrintStream(out) {
            @Override
            @SuppressWarnings("AnnotateFormatMethod") // it passes on what it gets
            public PrintStream printf(String format, Object... arguments) {
                stop.set(true);
                return super.printf(format, arguments);
            }
        };
        new MigrateMediaLibrary(first, stop).run(environment);
        var copied = Files.readAllLines(folder.resolve("state/copied")).size();
        environment.put("MOVEIN_ATTEMPT", "resume");

        var exitCode = migrate();

        assertThat(copied).isBetween(1, FILES - 1);
        assertThat(exitCode).isZero();
        assertThat(stored().entries()).containsExactlyInAnyOrderElementsOf(library.entries());
        assertThat(Files.readAllLines(folder.resolve("state/copied")))
                .hasSize(FILES)
                .doesNotHaveDuplicates();
    }

    @Test
    void saysThatTheOldHostDoesNotAcceptItsToken() throws Exception {
        secret("old-host/token", "wrong");

        assertThat(migrate()).isEqualTo(3);
        assertThat(folder.resolve("last-words"))
                .content()
                .contains("answers 401", "the token in the secret 'old-host'")
                .doesNotContain("wrong");
    }

    @Test
    void saysThatTheOldHostLostAFile() throws Exception {
        Files.delete(folder.resolve("library/files")
                .resolve(library.entries().getLast().path()));

        assertThat(migrate()).isEqualTo(3);
        assertThat(folder.resolve("last-words")).content().contains("answers 404");
    }

    @Test
    void saysThatTheStorageRefuses() throws Exception {
        secret("media-storage/token", "wrong");

        assertThat(migrate()).isEqualTo(4);
    }

    @Test
    void keepsNothingOfAFileWhoseContentIsNotThatOfTheManifest() throws Exception {
        var changed = library.entries().getFirst();
        Files.writeString(folder.resolve("library/files").resolve(changed.path()), "something else");

        assertThat(migrate()).isEqualTo(5);
        assertThat(folder.resolve("last-words")).content().startsWith("the old host gave " + changed.path());
        assertThat(stored().entries()).extracting(Manifest.Entry::path).doesNotContain(changed.path());
    }

    @Test
    void neitherHostGivesOutFilesBesideItsOwn() throws Exception {
        for (var host : new URI[] {oldHost.address(), storage.address()}) {
            var token = host.equals(oldHost.address()) ? "from" : "to";
            var request = HttpRequest.newBuilder(host.resolve("/files/%2e%2e/%2e%2e/secrets/old-host/token"))
                    .header("Authorization", "Bearer " + token)
                    .build();

            assertThat(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofString())
                            .statusCode())
                    .isBetween(400, 404);
        }
    }

    @Test
    void finishesTheFilesItHasBegunOnSigterm() throws Exception {
        configure("bytesPerSecond: 100000");
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MigrateMediaLibrary.class.getName())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            assertThat(lines.lines()
                            .filter(line -> line.contains("\"phase\":\"copy\""))
                            .findFirst())
                    .isPresent();

            process.destroy();

            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(folder.resolve("last-words")).content().matches("stopped on request after \\d+ of 60 files; .*");
        assertThat(stored().entries()).isNotEmpty().isSubsetOf(library.entries());
    }

    private int migrate() {
        return new MigrateMediaLibrary(new PrintStream(out, true), new AtomicBoolean()).run(environment);
    }

    private Manifest stored() throws Exception {
        var request = HttpRequest.newBuilder(storage.address().resolve("/manifest.sha256"))
                .header("Authorization", "Bearer to")
                .build();
        return Manifest.parse(HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body());
    }
}
