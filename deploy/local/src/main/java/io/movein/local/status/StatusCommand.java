package io.movein.local.status;

import io.movein.local.screen.Screen;
import io.movein.local.stack.DataDir;
import io.movein.local.stack.Trouble;
import io.movein.runtime.status.ServiceHealth;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Tells how the services are, and what is stuck: each migration, since when, and why. "
                + "The exit code is 1 unless all are well.")
public final class StatusCommand implements Callable<Integer> {
    private static final List<String> SERVICES = List.of("intake", "review", "runner", "reporter");

    @Option(
            names = "--service",
            paramLabel = "NAME=URL",
            description = "A service to ask, e.g. review=http://127.0.0.1:8080 beside a port-forward. May be repeated; "
                    + "otherwise those of the running ./movein up.")
    private Map<String, URI> services = new LinkedHashMap<>();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of that ./movein up (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of(".movein", "up");

    @Override
    public Integer call() throws InterruptedException {
        var health = new ArrayList<ServiceHealth>();
        try (var client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build()) {
            for (var service : (services.isEmpty() ? running() : services).entrySet()) {
                health.add(ServiceHealth.ask(client, service.getKey(), service.getValue()));
            }
        }
        new StatusPage(Screen.ofThisProcess(System.getenv()), Instant.now()).show(health);
        return health.stream().allMatch(ServiceHealth::isWell) ? 0 : 1;
    }

    private Map<String, URI> running() {
        var running = DataDir.running(data)
                .orElseThrow(() ->
                        new Trouble("nothing runs on '" + data.toAbsolutePath().normalize()
                                + "'; start ./movein up, or name services with --service review=http://HOST:PORT"));
        var found = new LinkedHashMap<String, URI>();
        SERVICES.forEach(name -> found.put(name, URI.create(running.getProperty(name))));
        return found;
    }
}
