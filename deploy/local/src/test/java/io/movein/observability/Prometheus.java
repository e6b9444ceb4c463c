package io.movein.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.movein.standin.kafka.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real Prometheus that scrapes services every second, under the shipped rules. */
public final class Prometheus implements AutoCloseable {
    private static final Path RULES = Path.of("../observability/movein-rules.yaml");
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(2);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final Process process;
    private final URI url;

    private Prometheus(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    /** Where the program is, if it is installed. */
    public static Optional<Path> program() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, "prometheus"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @param services addresses by the name of the scrape job */
    public static Prometheus start(Path folder, Map<String, URI> services) throws IOException {
        return start(folder, services, Files.readString(RULES));
    }

    /**
     * Under the same rules in a time that runs thirty times faster, as what a cluster's Prometheus reads every thirty seconds is read every
     * second here: what has to last for minutes has to last for seconds. Thresholds of minutes or days are three seconds; a watch, of
     * which there is a sign each minute, may be silent for little longer than that.
     */
    public static Prometheus startImpatient(Path folder, Map<String, URI> services) throws IOException {
        var rules = faster(Files.readString(RULES))
                .replaceAll("(_seconds(?:\\{[^}]*})?\\)? > )(300|600|172800)\\b", "$13")
                .replace("movein_watch_silence_seconds > 360", "movein_watch_silence_seconds > 75")
                .replaceAll("(progress(?:_ratio)?)(\\[| offset )10m", "$1$220s")
                .replace("max_over_time(movein_workers_down[10m])", "max_over_time(movein_workers_down[20s])");
        return start(folder, services, rules);
    }

    private static String faster(String rules) {
        return Pattern.compile("(?m)^( +for: )(\\d+)m$")
                .matcher(rules)
                .replaceAll(patience -> patience.group(1) + Integer.parseInt(patience.group(2)) * 2 + "s");
    }

    /** What is recorded each minute or two is recorded each second: nobody has to wait for it. */
    private static Prometheus start(Path folder, Map<String, URI> services, String rules) throws IOException {
        var file = Files.writeString(
                Files.createDirectories(folder).resolve("rules.yml"),
                rules.replaceAll("(?m)^( +interval: )\\d+m$", "$11s"));
        var jobs = services.entrySet().stream()
                .map(service ->
                        """
                          - job_name: %s
                            metrics_path: /prometheus
                            static_configs: [{targets: ['%s']}]
                        """.formatted(service.getKey(), service.getValue().getAuthority()))
                .collect(Collectors.joining());
        var configuration =
                Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ['%s']
                scrape_configs:
                %s""".formatted(file.toAbsolutePath(), jobs));
        var url = URI.create("http://127.0.0.1:" + FreePort.onLoopback());
        var process = new ProcessBuilder(
                        program().orElseThrow().toString(),
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=" + url.getAuthority())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        return new Prometheus(process, url);
    }

    /** Whether the expression has a value now; refused expressions are told with Prometheus' own words. */
    public boolean answers(String expression) {
        var answer = ask(expression);
        if (!answer.path("status").asText().equals("success")) {
            throw new AssertionError(expression + ": " + answer.path("error").asText());
        }
        return !answer.path("data").path("result").isEmpty();
    }

    /**
     * Asks for what has no value yet again and again, for two minutes at most: a rate wants two scrapes, and a scrape of a busy service
     * may take seconds.
     *
     * @return the expressions that have none by then
     */
    public List<String> leavesOpen(List<String> expressions) throws InterruptedException {
        var end = System.nanoTime() + PATIENCE;
        var open = expressions;
        while (true) {
            open = open.stream().filter(expression -> !answers(expression)).toList();
            if (open.isEmpty() || System.nanoTime() > end) {
                return open;
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    /** The alerts that fire now. */
    public List<String> firing() {
        return Dashboards.stream(
                        ask("ALERTS{alertstate=\"firing\"}").path("data").path("result"))
                .map(alert -> alert.path("metric").path("alertname").asText() + " of "
                        + alert.path("metric").path("job").asText())
                .toList();
    }

    /** Waits, up to two minutes, until the expression has a value. */
    public void awaits(String expression) throws InterruptedException {
        var end = System.nanoTime() + PATIENCE;
        while (System.nanoTime() < end) {
            if (process.isAlive() && ask(expression).path("data").path("result").size() > 0) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new AssertionError("Prometheus had no value of " + expression + " within two minutes");
    }

    /** The names of what a service exports now. */
    public static Set<String> exported(URI service) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create(service + "/prometheus")).build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.body()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.replaceFirst("[ {].*", ""))
                    .collect(Collectors.toSet());
        }
    }

    private JsonNode ask(String expression) {
        var query = URI.create(url + "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        try {
            var answer = http.send(HttpRequest.newBuilder(query).build(), HttpResponse.BodyHandlers.ofByteArray());
            return json.readTree(answer.body());
        } catch (IOException e) {
            return json.missingNode(); // it is not up yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .orTimeout(10, TimeUnit.SECONDS)
                .exceptionally(_ -> process.destroyForcibly())
                .join();
    }
}
