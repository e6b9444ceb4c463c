package io.movein.standin.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A search engine of one node as a process of this machine, on the loopback interface; its folder survives {@link #kill}. */
public final class SearchProcess implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path folder;
    private final int port;
    private final String classPath;
    private final String main;
    private final List<String> more;
    private @Nullable Process process;

    private SearchProcess(Path folder, int port, String classPath, String main, List<String> more) {
        this.folder = folder;
        this.port = port;
        this.classPath = classPath;
        this.main = main;
        this.more = more;
    }

    /**
     * Starts OpenSearch and waits until it answers.
     *
     * @param folder of its own; made where it is not there
     */
    public static SearchProcess start(Path folder) {
        return start(folder, Map.of());
    }

    /**
     * @param settings of the node
     * @param plugins  their classes, of the class path
     */
    public static SearchProcess start(Path folder, Map<String, String> settings, String... plugins) {
        var more = Stream.concat(
                        settings.entrySet().stream().map(setting -> setting.getKey() + "=" + setting.getValue()),
                        Stream.of(plugins))
                .toList();
        return start(folder, System.getProperty("java.class.path"), OpenSearchNode.class.getName(), more);
    }

    /**
     * Starts another and waits until it answers.
     *
     * @param main    takes the folder, the port and the plugins, and ends when its input does
     * @param plugins their classes, of the class path
     */
    public static SearchProcess start(Path folder, String classPath, String main, String... plugins) {
        return start(folder, classPath, main, List.of(plugins));
    }

    private static SearchProcess start(Path folder, String classPath, String main, List<String> more) {
        try {
            Files.createDirectories(folder);
            var server = new SearchProcess(folder, freePort(), classPath, main, more);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it again, with what is in its folder. */
    public void start() {
        try {
            process = new ProcessBuilder(command())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("server.log").toFile())
                    .start();
            awaitAnswer(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command() {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                main,
                folder.toAbsolutePath().toString(),
                Integer.toString(port)));
        command.addAll(more);
        return command;
    }

    private void awaitAnswer(Process running) throws IOException {
        var deadline = System.nanoTime() + LONGEST_START.toNanos();
        while (!answers()) {
            if (!running.isAlive() || System.nanoTime() - deadline > 0) {
                running.destroyForcibly();
                throw new IOException(main + " did not start:\n" + Files.readString(folder.resolve("server.log")));
            }
            try {
                running.waitFor(100, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    private boolean answers() {
        try {
            return status("GET", "/_cluster/health?wait_for_status=yellow&timeout=10s", "") == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** As {@code kill -9} does. */
    public void kill() {
        var running = process;
        process = null;
        if (running != null) {
            try {
                running.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** @return the answer's status */
    public int status(String method, String path, String body) {
        return send(method, path, body).status();
    }

    /**
     * @param body JSON, or nothing
     * @return the answer's body; of an answer that is no success an error
     */
    public String ask(String method, String path, String body) {
        var answer = send(method, path, body);
        if (answer.status() / 100 != 2) {
            throw new IllegalStateException("%s %s: %d %s".formatted(method, path, answer.status(), answer.body()));
        }
        return answer.body();
    }

    private record Answer(int status, String body) {}

    private Answer send(String method, String path, String body) {
        try {
            var request = HttpRequest.newBuilder(url().resolve(path))
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json")
                    .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                    .build();
            var answer = client.send(request, BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
        client.close();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
