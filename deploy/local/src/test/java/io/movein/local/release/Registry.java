package io.movein.local.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

/** Debian's {@code docker-registry} on the loopback interface, without TLS; whoever has its folder for a home knows so. */
final class Registry implements AutoCloseable {
    private static final int TRIES = 200;
    private static final String KINDS =
            "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json";

    private final HttpClient http = HttpClient.newHttpClient();
    private final String host;
    private final Process process;

    Registry(Path folder) throws Exception {
        var known =
                Files.createDirectories(folder.resolve(".config/containers")).resolve("registries.conf");
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            host = "127.0.0.1:" + socket.getLocalPort();
        }
        Files.writeString(known, "[[registry]]\nlocation = \"%s\"\ninsecure = true\n".formatted(host));
        var settings = Files.writeString(
                folder.resolve("registry.yml"),
                "version: 0.1\nstorage: {filesystem: {rootdirectory: %s}}\nhttp: {addr: \"%s\"}\n"
                        .formatted(folder, host));
        process = new ProcessBuilder("docker-registry", "serve", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        for (var tries = 0; !answers(); tries++) {
            assertThat(tries).as(Files.readString(folder.resolve("log"))).isLessThan(TRIES);
            Thread.sleep(50);
        }
    }

    String host() {
        return host;
    }

    String get(String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://" + host + path))
                .header("Accept", KINDS)
                .build();
        var answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    private boolean answers() throws Exception {
        try {
            http.send(
                    HttpRequest.newBuilder(URI.create("http://" + host + "/v2/"))
                            .build(),
                    BodyHandlers.discarding());
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        http.close();
    }
}
