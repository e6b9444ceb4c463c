package io.movein.local.stack;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.movein.local.image.ImageImport;
import io.movein.local.screen.Screen;
import io.movein.runtime.KafkaSettings;
import io.movein.runtime.Topics;
import io.movein.standin.github.GitHubConfig;
import io.movein.standin.github.LocalGitHub;
import io.movein.standin.kafka.EmbeddedKafka;
import io.movein.standin.kubernetes.LocalCluster;
import io.movein.standin.node.LocalNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything on this machine: the stand-ins that are wanted in this process, the services beside it. Closes in the reverse order of
 * the start, and closes what was started if the start fails.
 */
public final class LocalStack implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalStack.class);
    /** The storage class that a local node offers to the cluster that it joins. */
    public static final String LOCAL_NODE_STORAGE = "movein-local-node";

    private static final String WEBHOOK_SECRET = "the local GitHub's webhook secret";

    private final StackOptions options;
    private final StackOptions.Default ports;
    private final DataDir data;
    private final Map<String, String> env;
    private final Screen screen;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    private @Nullable String kafka;
    private @Nullable GitHubEnvironment github;
    private @Nullable LocalGitHub localGitHub;
    private @Nullable LocalCluster localCluster;
    private @Nullable Path kubeconfig;
    private @Nullable Services services;

    private LocalStack(
            StackOptions options, StackOptions.Default ports, DataDir data, Map<String, String> env, Screen screen) {
        this.options = options;
        this.ports = ports;
        this.data = data;
        this.env = env;
        this.screen = screen;
    }

    public static LocalStack start(
            StackOptions options, StackOptions.Default ports, DataDir data, Map<String, String> env, Screen screen) {
        var stack = new LocalStack(options, ports, data, env, screen);
        try {
            stack.start();
            return stack;
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    private void start() {
        var services = ports();
        var kafkaStart = beside(this::startKafka);
        var githubStart = beside(this::startGitHub);
        startCluster();
        startNode();
        join(githubStart);
        join(kafkaStart);
        startServices(services);
    }

    private Services.Ports ports() {
        var chosen = options.ports;
        return new Services.Ports(
                options.port(chosen.intake, 18081, ports, "intake", "--intake-port"),
                options.port(chosen.review, 18082, ports, "review", "--review-port"),
                options.port(chosen.runner, 18083, ports, "runner", "--runner-port"),
                options.port(chosen.reporter, 18084, ports, "reporter", "--reporter-port"),
                options.port(chosen.page, 18085, ports, "the operator's page", "--page-port"));
    }

    private Void startKafka() {
        if (options.kafka != null) {
            kafka = options.kafka;
        } else {
            var port = options.port(options.ports.kafka, 19092, ports, "Kafka", "--kafka-port");
            var broker = EmbeddedKafka.start(new EmbeddedKafka.Config(port, data.folder("kafka")));
            opened(broker);
            kafka = broker.bootstrapServers();
            screen.did("start", "Kafka broker at " + kafka);
        }
        Topics.ensure(options.kafka == null ? KafkaSettings.of(kafka()) : BrokerOptions.settings(kafkaEnvironment()));
        return null;
    }

    /** How the services reach Kafka. */
    private Map<String, String> kafkaEnvironment() {
        return BrokerOptions.environment(kafka(), options.kafka == null ? Map.of() : env);
    }

    private Void startGitHub() throws IOException {
        if (options.github != null) {
            github = GitHubEnvironment.external(options.github, env);
            return null;
        }
        var port = options.port(options.ports.github, 18080, ports, "the local GitHub", "--github-port");
        var repository = options.repository(data);
        var local = LocalGitHub.start(GitHubConfig.of(repository, data.folder("github"))
                .withPort(port)
                .withHourlyRequests(1_000_000));
        opened(local);
        localGitHub = local;
        github = GitHubEnvironment.local(named(local.url()), repository, WEBHOOK_SECRET);
        screen.did("start", "local GitHub at " + local.url());
        return null;
    }

    private URI named(URI url) {
        return options.gitHubName == null
                ? url
                : URI.create(url.getScheme() + "://" + options.gitHubName + ":" + url.getPort() + url.getPath());
    }

    private void startCluster() {
        if (options.kubeconfig != null) {
            kubeconfig = options.kubeconfig.toAbsolutePath().normalize();
            return;
        }
        var port = options.port(options.ports.cluster, 18443, ports, "the local cluster", "--cluster-port");
        var cluster = LocalCluster.start(io.movein.standin.kubernetes.ClusterConfig.onAnyPort()
                .withPort(port)
                .withDataDir(data.folder("cluster")));
        opened(cluster);
        localCluster = cluster;
        kubeconfig = cluster.kubeconfig().toAbsolutePath();
        screen.did("start", "local cluster at " + cluster.url());
    }

    private void startNode() {
        if (!hasLocalNode()) {
            requireANode();
            options.images.forEach(image -> screen.did("image", deliver(image)));
            return;
        }
        try {
            options.images.forEach(image -> screen.did("image", ImageImport.into(images(), image)));
            var name = options.kubeconfig == null ? "this-machine" : "movein-local-node";
            var config = LocalNode.Config.of(kubeconfig(), name, data.folder("node"), List.of(images()));
            opened(LocalNode.start(options.capacity == null ? config : config.withCapacity(options.capacity)));
            screen.did("start", "node " + name + ": pods run as processes on this machine");
        } catch (ApiException e) {
            throw new Trouble(
                    "the cluster of " + kubeconfig + " did not let the local node join: " + e.getCode() + " "
                            + e.getResponseBody(),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the local node", e);
        }
    }

    private void requireANode() {
        try {
            if (new CoreV1Api(client()).listNode().execute().getItems().isEmpty()) {
                throw new Trouble("the cluster of " + kubeconfig()
                        + " has no node (expected one that runs containers); add --local-node instead of --image-load or"
                        + " --image-push: it runs pods as processes on this machine");
            }
        } catch (ApiException e) {
            throw new Trouble(
                    "the cluster of " + kubeconfig() + " did not list its nodes: " + e.getCode() + " "
                            + e.getResponseBody(),
                    e);
        }
    }

    private void startServices(Services.Ports at) {
        if (localGitHub != null) {
            localGitHub.deliverTo(URI.create("http://127.0.0.1:" + at.intake() + "/webhook"), WEBHOOK_SECRET);
        }
        var all = Services.start(
                options.services,
                at,
                options.surroundings,
                kafkaEnvironment(),
                github(),
                cluster(),
                data,
                text -> screen.did("up", text));
        services = all;
        opened(all);
        all.awaitReady(
                options.startTimeout(),
                name -> screen.did("start", name + " at " + all.named(name).url()),
                waiting -> screen.did("wait", waiting));
        tellWhatRuns();
    }

    private Services.Cluster cluster() {
        var ranges = env.getOrDefault("MOVEIN_CLUSTER_RANGES", "");
        return new Services.Cluster(
                kubeconfig(),
                // on one machine the old host is on loopback, which no tenant may reach otherwise
                hasLocalNode() ? "127.0.0.0/8" : oldHostAddress(),
                // pods of the local node have the machine's addresses, which the node tells; services have the usual
                // ones
                ranges.isEmpty() && hasLocalNode() ? "10.96.0.0/12" : ranges,
                storageClass());
    }

    /** Of volumes on the local node of another cluster; null: the cluster's default. */
    public @Nullable String storageClass() {
        return options.kubeconfig != null && options.localNode ? LOCAL_NODE_STORAGE : null;
    }

    private void tellWhatRuns() {
        var running = new Properties();
        running.setProperty("kafka", kafka());
        running.setProperty("github", github().api().toString());
        running.setProperty("repository", github().repository());
        running.setProperty("kubeconfig", kubeconfig().toString());
        services()
                .all()
                .forEach(service ->
                        running.setProperty(service.name(), service.url().toString()));
        running.setProperty("page", page());
        data.tell(running);
    }

    /** Address of the operator's page. */
    public String page() {
        return services().page();
    }

    public String kafka() {
        return given(kafka);
    }

    public GitHubEnvironment github() {
        return given(github);
    }

    public Path kubeconfig() {
        return given(kubeconfig);
    }

    public Services services() {
        return given(services);
    }

    public DataDir data() {
        return data;
    }

    /** Empty where GitHub is another one. */
    public @Nullable LocalGitHub localGitHub() {
        return localGitHub;
    }

    public @Nullable LocalCluster localCluster() {
        return localCluster;
    }

    /** True: the cluster was there before us and will be after us. */
    public boolean hasForeignCluster() {
        return options.kubeconfig != null;
    }

    /** True: pods can run as processes of this machine. */
    public boolean hasLocalNode() {
        return options.kubeconfig == null || options.localNode;
    }

    /** Brings an archive to the nodes of another cluster. */
    public String deliver(Path archive) {
        return Objects.requireNonNull(options.delivery(), "OptionChecks sees to it")
                .deliver(archive, images());
    }

    /** Where pods find what runs on this machine. */
    public String oldHostAddress() {
        return options.oldHostAddress == null ? "127.0.0.1" : options.oldHostAddress;
    }

    public int oldHostPort() {
        return options.port(options.ports.oldHost, 18090, ports, "the old host", "--old-host-port");
    }

    /** Where the node looks for images. */
    public Path images() {
        return data.folder("images");
    }

    /** A client of the cluster of its own. */
    public ApiClient client() {
        try {
            return io.kubernetes.client.util.Config.fromConfig(kubeconfig().toString());
        } catch (IOException e) {
            throw new Trouble("cannot use the kubeconfig '" + kubeconfig + "': " + e.getMessage(), e);
        }
    }

    private synchronized void opened(AutoCloseable part) {
        started.push(part);
    }

    private static CompletableFuture<Void> beside(Callable<Void> start) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return start.call();
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                Thread::startVirtualThread);
    }

    private static void join(CompletableFuture<Void> start) {
        try {
            start.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static <T> T given(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("not started yet");
        }
        return part;
    }

    @Override
    public synchronized void close() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                LOG.warn("did not close cleanly", e);
            }
        }
    }
}
