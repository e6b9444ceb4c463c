package io.movein.local.status;

import io.movein.contract.MigrationId;
import io.movein.local.events.EventsCommand;
import io.movein.local.screen.Screen;
import io.movein.local.stack.BrokerOptions;
import io.movein.local.stack.DataDir;
import io.movein.local.stack.Trouble;
import io.movein.runtime.status.ServiceHealth;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Tells how the services are, and what is stuck: each migration, since when, and why. "
                + "Also which gates of plans wait for approval. The exit code is 1 unless all services are well. "
                + "With a migration or a plan: how that one stands.")
public final class StatusCommand implements Callable<Integer> {
    private static final List<String> SERVICES = List.of("intake", "review", "runner", "reporter");

    @Option(
            names = "--service",
            paramLabel = "NAME=URL",
            description = "A service to ask, e.g. review=http://127.0.0.1:8080 beside a port-forward. May be repeated; "
                    + "otherwise those of the running ./movein up.")
    private Map<String, URI> services = new LinkedHashMap<>();

    @Parameters(
            arity = "0..1",
            paramLabel = "OWNER/REPO#NUMBER",
            description = "A migration or a plan to tell of, instead of the services.",
            converter = EventsCommand.MigrationConverter.class)
    private @Nullable MigrationId migration;

    @Mixin
    private BrokerOptions broker;

    @Override
    public Integer call() throws InterruptedException {
        return migration == null ? services() : one(migration.toString());
    }

    private int one(String id) {
        var standing = Standing.read(broker.kafka());
        var page = new QueuePage(Screen.ofThisProcess(System.getenv()), standing, Instant.now());
        var plan = standing.plan(id);
        if (plan.isPresent()) {
            page.show(plan.get());
            return 0;
        }
        page.show(
                standing.migration(id)
                        .orElseThrow(
                                () -> new Trouble(
                                        "no migration or plan '" + id
                                                + "' is known (expected OWNER/REPO#NUMBER of an issue that asks for one, or closed not too long ago)")));
        return 0;
    }

    /** Where no broker is known, the services are all that can be told of; one that does not answer is no reason to say nothing of them. */
    private void gates() {
        if (services.isEmpty() || broker.isNamed()) {
            var screen = Screen.ofThisProcess(System.getenv());
            try {
                new QueuePage(screen, Standing.read(broker.kafka()), Instant.now()).gates();
            } catch (Trouble e) {
                screen.line("Which gates of plans wait is not known: " + e.getMessage());
            }
        }
    }

    private int services() throws InterruptedException {
        var health = new ArrayList<ServiceHealth>();
        try (var client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build()) {
            for (var service : (services.isEmpty() ? running() : services).entrySet()) {
                health.add(ServiceHealth.ask(client, service.getKey(), service.getValue()));
            }
        }
        new StatusPage(Screen.ofThisProcess(System.getenv()), Instant.now()).show(health);
        gates();
        return health.stream().allMatch(ServiceHealth::isWell) ? 0 : 1;
    }

    private Map<String, URI> running() {
        var running = DataDir.running(broker.folder())
                .orElseThrow(() -> new Trouble("nothing runs on '" + broker.folder()
                        + "'; start ./movein up, or name services with --service review=http://HOST:PORT"));
        var found = new LinkedHashMap<String, URI>();
        SERVICES.forEach(name -> found.put(name, URI.create(running.getProperty(name))));
        return found;
    }
}
