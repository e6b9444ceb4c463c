package io.movein.standin.node;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.movein.standin.node.image.ImageStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small kubelet: joins a cluster, real or stand-in, as a node, and runs the pods bound to it as processes of this machine.
 * There are no containers: a process sees this machine's files and network as the user that started the node. What is kept
 * is in {@code dataDir}, and a node that starts there again knows its processes. Linux only (it reads /proc).
 */
public final class LocalNode implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalNode.class);
    private static final Duration CLOSE = Duration.ofSeconds(10);

    /**
     * {@code api} must be the node's own client (its read timeout is changed), {@code images} are the folders of an
     * {@link ImageStore}, {@code javaHome} is the JDK that a container's {@code java} means.
     *
     * @param relist how long a watch may be, and so how long a lost event stays lost
     * @param backOff the first wait before an image is pulled or a container started again
     * @param shutdownGrace how long processes may go on after SIGTERM when the node closes
     */
    public record Config(
            ApiClient api,
            String name,
            Path dataDir,
            List<Path> images,
            Path javaHome,
            Capacity capacity,
            Duration relist,
            Duration backOff,
            Duration shutdownGrace) {

        public static Config of(ApiClient api, String name, Path dataDir, List<Path> images) {
            return new Config(
                    api,
                    name,
                    dataDir.toAbsolutePath().normalize(),
                    images,
                    Path.of(System.getProperty("java.home")),
                    Capacity.ofThisMachine(),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(3));
        }

        public static Config of(Path kubeconfig, String name, Path dataDir, List<Path> images) throws IOException {
            return of(io.kubernetes.client.util.Config.fromConfig(kubeconfig.toString()), name, dataDir, images);
        }

        public Config withCapacity(Capacity other) {
            return new Config(api, name, dataDir, images, javaHome, other, relist, backOff, shutdownGrace);
        }

        public Config withBackOff(Duration other) {
            return new Config(api, name, dataDir, images, javaHome, capacity, relist, other, shutdownGrace);
        }
    }

    /** What the node tells the scheduler; Kubernetes quantities. */
    public record Capacity(String cpu, String memory, String storage) {

        public static Capacity ofThisMachine() {
            var machine = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            return new Capacity(
                    Integer.toString(machine.getAvailableProcessors()),
                    machine.getTotalMemorySize() / 1024 + "Ki",
                    "100Gi");
        }
    }

    private final EventRecorder events;
    private final Pods pods;
    private final LogServer logs;
    private final NodeRegistration registration;
    private final Thread source;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("node timer").daemon().factory());
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("node heartbeat").daemon().factory());

    private LocalNode(Config config) throws IOException, ApiException {
        config.api().setReadTimeout((int) config.relist().plusSeconds(5).toMillis());
        var api = new CoreV1Api(config.api());
        events = new EventRecorder(api, config.name());
        // logs and secrets lie beneath, which are nobody else's business
        Files.createDirectories(
                config.dataDir().resolve("pods"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var claims = new ClaimFolders(config.dataDir().resolve("claims"), api);
        pods = new Pods(new Machine(
                config,
                api,
                new ImageStore(config.images(), config.dataDir().resolve("images")),
                events,
                new PodAddresses(),
                claims));
        logs = new LogServer(pods);
        registration = new NodeRegistration(config, logs.port());
        registration.renewLease();
        registration.announce(true);
        source = Thread.ofVirtual()
                .name("pods of " + config.name())
                .start(new PodSource(config.api(), config.name(), config.relist(), pods)::run);
        every(100, timer, "look at the processes", pods::sample);
        every(1_000, timer, "measure the volumes", pods::checkVolumes);
        var provisioner = new ClaimProvisioner(config, claims);
        heart.execute(safely("provide volumes", provisioner::reconcile));
        every(1_000, heart, "provide volumes", provisioner::reconcile);
        every(5_000, heart, "renew the lease", registration::renewLease);
        every(30_000, heart, "announce the node", () -> registration.announce(true));
    }

    private static void every(long millis, ScheduledExecutorService executor, String what, Task task) {
        var _ = executor.scheduleWithFixedDelay(safely(what, task), millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Returns when the node is registered and ready. */
    public static LocalNode start(Config config) throws IOException, ApiException {
        return new LocalNode(config);
    }

    private interface Task {
        void run() throws ApiException;
    }

    private static Runnable safely(String what, Task task) {
        return () -> {
            try {
                task.run();
            } catch (ApiException | RuntimeException e) {
                LOG.debug("node could not {}, trying again: {}", what, e.toString());
            }
        };
    }

    /** Ends every process, tells the API, and leaves the node not ready; what was kept on disk stays. */
    @Override
    public void close() {
        try {
            heart.shutdownNow();
            safely("say that it closes", () -> registration.announce(false)).run();
            source.interrupt();
            pods.shutDown(CLOSE);
            events.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopThreads();
    }

    /** As if this JVM had been killed: nothing is told to anybody, and the processes live on. For tests. */
    void abandon() throws InterruptedException {
        heart.shutdownNow();
        source.interrupt();
        pods.abandon();
        stopThreads();
    }

    private void stopThreads() {
        timer.shutdownNow();
        logs.close();
    }
}
