package io.movein.review.stream;

import io.movein.review.ReviewService;
import io.movein.standin.kafka.FreePort;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Review as a process of its own, with the memory that it is given in a cluster. */
final class BenchedReview implements AutoCloseable {
    private static final List<String> JVM = List.of(
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dmicronaut.server.host=127.0.0.1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final Process process;
    private final int port;

    private BenchedReview(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** @param more settings, besides where Kafka, the cluster and the state are */
    static BenchedReview start(String name, Path folder, Map<String, String> more) throws IOException {
        var port = FreePort.onLoopback();
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(JVM);
        command.addAll(List.of("-cp", classPath(), ReviewService.class.getName()));
        var environment = new HashMap<>(more);
        environment.putAll(Map.of(
                "MOVEIN_STATE_DIR",
                Files.createDirectories(folder.resolve(name)).toString(),
                "MICRONAUT_SERVER_HOST",
                "127.0.0.1",
                "MICRONAUT_SERVER_PORT",
                Integer.toString(port),
                "MOVEIN_CLUSTER_RANGES",
                "10.96.0.0/12"));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(folder.resolve(name + ".log").toFile()));
        builder.environment().putAll(environment);
        return new BenchedReview(builder.start(), port);
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Resident, with what RocksDB takes beside the heap. */
    long residentMegabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    /** What is left of the heap after a collection. */
    long liveHeapMegabytes() throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.run")
                .redirectOutput(Redirect.DISCARD)
                .start()
                .waitFor();
        return (long) (sum("jvm_memory_used_bytes\\{area=\"heap\"[^}]*\\}") / (1 << 20));
    }

    double cpuSeconds() throws IOException, InterruptedException {
        return sum("process_cpu_time_ns_total") / 1e9;
    }

    private double sum(String metric) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var page = client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/prometheus"))
                                    .timeout(Duration.ofSeconds(20))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            return Pattern.compile("(?m)^" + metric + " (\\S+)$")
                    .matcher(page)
                    .results()
                    .mapToDouble(found -> Double.parseDouble(found.group(1)))
                    .sum();
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
