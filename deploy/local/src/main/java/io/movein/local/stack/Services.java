package io.movein.local.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The four services, each told exactly what it needs to know. */
public final class Services implements AutoCloseable {
    /** Small and quick to start; what a service needs on one machine. */
    private static final List<String> JVM = List.of(
            "-Xms16m",
            "-Xmx256m",
            "-XX:ReservedCodeCacheSize=64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+ExitOnOutOfMemoryError");

    static final List<String> NAMES = List.of("intake", "review", "runner", "reporter");

    public record Ports(int intake, int review, int runner, int reporter, int page) {
        int of(String service) {
            return switch (service) {
                case "intake" -> intake;
                case "review" -> review;
                case "runner" -> runner;
                case "reporter" -> reporter;
                default -> throw unknown(service);
            };
        }
    }

    /**
     * @param kubeconfig   with which review and runner go there
     * @param allowed      CIDR that runs may reach although it is forbidden by nature
     * @param ranges       CIDRs of pods and services, besides those that the cluster tells; may be empty
     * @param storageClass of state volumes; null: the cluster's default
     */
    record Cluster(
            Path kubeconfig,
            String allowed,
            String ranges,
            @Nullable String storageClass) {}

    private final List<ServiceProcess> all = new ArrayList<>();
    private final Surroundings surroundings;
    private final int page;

    private Services(Surroundings surroundings, int page) {
        this.surroundings = surroundings;
        this.page = page;
    }

    /** Address of the operator's page. */
    String page() {
        return "http://127.0.0.1:" + page;
    }

    /** @param names of those that are to be started */
    static Services start(
            List<String> names,
            Ports ports,
            Surroundings surroundings,
            Map<String, String> kafka,
            GitHubEnvironment github,
            Cluster cluster,
            DataDir data,
            Consumer<String> tell) {
        var programs = ServicePrograms.ofThisCheckout();
        var logs = data.folder("logs");
        var services = new Services(surroundings, ports.page());
        for (var name : names) {
            var port = ports.of(name);
            var own = own(name, github, cluster, data, ports);
            services.launch(name, port, kafka, own, programs, logs, tell);
        }
        return services;
    }

    private static Map<String, String> own(
            String name, GitHubEnvironment github, Cluster cluster, DataDir data, Ports ports) {
        return switch (name) {
            case "intake" -> github.environment();
            case "review" -> reviewOf(cluster, data);
            case "runner" -> runnerOf(cluster);
            case "reporter" -> reporterOf(github, ports);
            default -> throw unknown(name);
        };
    }

    private static IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException("no service '" + name + "' (expected one of " + NAMES + ")");
    }

    private static Map<String, String> reviewOf(Cluster cluster, DataDir data) {
        var environment =
                new HashMap<>(Map.of("KUBECONFIG", cluster.kubeconfig().toString()));
        environment.put("MOVEIN_STATE_DIR", data.folder("review").toString());
        environment.put("MOVEIN_EGRESS_ALLOWED_RANGES", cluster.allowed());
        environment.put("MOVEIN_CLUSTER_RANGES", cluster.ranges());
        return environment;
    }

    private static Map<String, String> runnerOf(Cluster cluster) {
        var environment =
                new HashMap<>(Map.of("KUBECONFIG", cluster.kubeconfig().toString()));
        if (cluster.storageClass() != null) {
            environment.put("MOVEIN_STATE_STORAGE_CLASS", cluster.storageClass());
        }
        environment.put("MOVEIN_PROGRESS_INTERVAL", "500ms");
        return environment;
    }

    private static Map<String, String> reporterOf(GitHubEnvironment github, Ports ports) {
        var environment = new HashMap<>(github.environment());
        environment
                .keySet()
                .retainAll(List.of(
                        "MOVEIN_GITHUB_API_URL",
                        "MOVEIN_GITHUB_REPOSITORY",
                        "MOVEIN_GITHUB_TOKEN",
                        "MOVEIN_GITHUB_APP_ID",
                        "MOVEIN_GITHUB_APP_PRIVATE_KEY_FILE",
                        "MOVEIN_GITHUB_LIMITS",
                        "MOVEIN_OPERATOR_TEAM"));
        environment.put("MOVEIN_PAGE_PORT", Integer.toString(ports.page()));
        environment.put(
                "MOVEIN_PAGE_SERVICES",
                "intake=http://127.0.0.1:%d,review=http://127.0.0.1:%d,runner=http://127.0.0.1:%d,reporter=http://127.0.0.1:%d"
                        .formatted(ports.intake(), ports.review(), ports.runner(), ports.reporter()));
        // no limit on writes, no limit on how soon people may see progress
        if ("none".equals(environment.get("MOVEIN_GITHUB_LIMITS"))) {
            environment.put("MOVEIN_STATUS_INTERVAL", "10s");
        }
        return environment;
    }

    private void launch(
            String name,
            int port,
            Map<String, String> kafka,
            Map<String, String> own,
            ServicePrograms programs,
            Path logs,
            Consumer<String> tell) {
        var environment = new HashMap<>(own);
        environment.putAll(kafka);
        environment.putAll(surroundings.environment().apply(name));
        Optional.ofNullable(System.getenv("MOVEIN_OTLP_ENDPOINT"))
                .ifPresent(collector -> environment.put("MOVEIN_OTLP_ENDPOINT", collector));
        environment.put("MICRONAUT_SERVER_HOST", "127.0.0.1");
        environment.put("MICRONAUT_SERVER_PORT", Integer.toString(port));
        var jvm = Stream.of(JVM, programs.ofLearned(name), surroundings.jvm().apply(name))
                .flatMap(List::stream)
                .toList();
        all.add(ServiceProcess.start(
                new ServiceProcess.Start(
                        name, programs.of(name, mainOf(name)), jvm, environment, logs.resolve(name + ".log"), port),
                tell));
    }

    private static String mainOf(String name) {
        return "io.movein." + name + "." + Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Service";
    }

    /**
     * @param ready is told the name of each as it becomes ready
     * @param waiting is told every few seconds what is still waited for
     */
    void awaitReady(Duration limit, Consumer<String> ready, Consumer<String> waiting) {
        var waits = all.stream()
                .map(service -> CompletableFuture.runAsync(
                        () -> await(service, limit, ready, waiting), Thread::startVirtualThread))
                .toList();
        try {
            CompletableFuture.allOf(waits.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof Trouble trouble ? trouble : e;
        }
    }

    private static void await(
            ServiceProcess service, Duration limit, Consumer<String> ready, Consumer<String> waiting) {
        try {
            service.awaitReady(limit, waiting);
            ready.accept(service.name());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public List<ServiceProcess> all() {
        return List.copyOf(all);
    }

    public ServiceProcess named(String name) {
        return all.stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name));
    }

    @Override
    public void close() {
        all.forEach(ServiceProcess::end);
        all.forEach(ServiceProcess::close);
    }
}
