package io.movein.example.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.movein.example.media.Manifest;
import io.movein.example.media.oldhost.MediaLibrary;
import io.movein.example.media.oldhost.OldHost;
import io.movein.example.media.storage.MediaStorage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell script of the contract's page, by hand, between the servers of the larger example. */
class MinimalExampleIT {
    private static final Path SCRIPT =
            Path.of("../minimal/migrate.sh").toAbsolutePath().normalize();
    private static final int FILES = 12;

    @TempDir
    Path folder;

    private Manifest manifest;
    private OldHost oldHost;
    private MediaStorage storage;

    @BeforeEach
    void startServers() throws IOException {
        assumeTrue(hasCurl(), "curl is not installed");
        var loopback = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        manifest = MediaLibrary.generate(folder.resolve("library"), FILES, 200_000, 1);
        oldHost = OldHost.start(folder.resolve("library"), "from", loopback);
        storage = MediaStorage.start(folder.resolve("storage"), "to", loopback);
        secret("old-host/url", oldHost.address().toString());
        secret("old-host/token", "from");
        secret("media-storage/token", "to");
    }

    @AfterEach
    void stopServers() {
        if (oldHost != null) {
            oldHost.close();
            storage.close();
        }
    }

    @Test
    void bringsEveryFile() throws Exception {
        var run = run("live");

        assertThat(run.output())
                .contains("{\"movein\":{\"phase\":\"copy\",\"done\":12,\"total\":12,\"unit\":\"files\"}}");
        assertThat(run.terminationMessage()).isEqualTo("12 of 12 files, each SHA-256 as promised, mode live\n");
        assertThat(run.exitCode()).isZero();
        assertThat(stored()).isEqualTo(FILES);
    }

    @Test
    void writesNothingInADryRun() throws Exception {
        var run = run("dry-run");

        assertThat(run.exitCode()).isZero();
        assertThat(stored()).isZero();
    }

    @Test
    void tellsOfAFileThatIsNotWhatWasPromised() throws Exception {
        var damaged = manifest.entries().getFirst().path();
        Files.writeString(folder.resolve("library/files").resolve(damaged), "something else");

        var run = run("live");

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.terminationMessage()).isEqualTo(damaged + " is not what the manifest promised\n");
    }

    @Test
    void tellsWhichSideRefused() throws Exception {
        secret("old-host/token", "wrong");

        var run = run("live");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.terminationMessage()).isEqualTo("the old host did not give its manifest\n");
    }

    private record Run(int exitCode, String output, String terminationMessage) {}

    private Run run(String mode) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("sh", SCRIPT.toString()).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "MOVEIN_MODE", mode,
                        "MOVEIN_SECRETS", folder.resolve("secrets").toString(),
                        "MOVEIN_SCRATCH",
                                Files.createDirectories(folder.resolve("scratch"))
                                        .toString(),
                        "MOVEIN_TERMINATION_LOG",
                                folder.resolve("termination-message").toString(),
                        "MEDIA_STORAGE_SERVICE_HOST", storage.address().getHost(),
                        "MEDIA_STORAGE_SERVICE_PORT",
                                Integer.toString(storage.address().getPort())));
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes());
        return new Run(process.waitFor(), output, Files.readString(folder.resolve("termination-message")));
    }

    private long stored() throws IOException {
        try (var files = Files.walk(folder.resolve("storage"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private void secret(String name, String value) throws IOException {
        var file = folder.resolve("secrets").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, value);
    }

    private static boolean hasCurl() {
        try {
            return new ProcessBuilder("curl", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
