package io.movein.store.objects;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Adobe's S3Mock as a process. It listens on all addresses, so it gets a network of its own, which only root can make. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class S3MockIT extends ObjectStoreContract {

    @TempDir
    static Path folder;

    private static @Nullable Process server;
    private static URI endpoint = URI.create("http://none");

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can give S3Mock a network of its own");
        assumeTrue(
                Stream.of("/usr/sbin/ip", "/sbin/ip", "/bin/ip").map(Path::of).anyMatch(Files::isExecutable),
                "iproute2 is not installed");
        var jar = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(path -> path.endsWith("-exec.jar") && path.contains("s3mock"))
                .findFirst()
                .orElseThrow();
        var process = new ProcessBuilder(
                        "bash",
                        "src/test/s3mock",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        jar)
                .redirectError(folder.resolve("log").toFile())
                .start();
        server = process;
        var said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var address = said.readLine();
        if (address == null) {
            throw new IllegalStateException("S3Mock does not start: " + Files.readString(folder.resolve("log")));
        }
        endpoint = URI.create(address);
        try (var client =
                S3Protocol.at(Stores.place(endpoint, "bucket"), new AccessKeys(Stores::key), Duration.ofSeconds(30))) {
            client.createBucket();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.getOutputStream().close();
            server.waitFor(20, TimeUnit.SECONDS);
        }
    }

    @Override
    URI endpoint() {
        return endpoint;
    }

    @Override
    String bucket() {
        return "bucket";
    }

    @Override
    boolean checksSignatures() {
        return false;
    }

    /** Its web server refuses an empty part of a path. */
    @Override
    List<String> mayRefuse() {
        return List.of("a//b", "a\rb", "a\nb", "x\u0001y", "x\u0002y", "dir/");
    }

    /** It leaves what is encoded in them as it came. */
    @Override
    Map<String, String> tags() {
        return Map.of("purpose", "upload");
    }

    @Override
    boolean survivesGivingUp() {
        return false;
    }
}
