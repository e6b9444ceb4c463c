package io.movein.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real Kubernetes control plane for tests, started by the program that the environment variable {@code MOVEIN_REAL_CLUSTER} names.
 * Where it is not set, the tests that want it, which are tagged {@code real-cluster}, are skipped.
 */
public final class RealControlPlane implements AutoCloseable {
    /** Why there is none, for the message of a skipped test. */
    public static final String MISSING =
            "no real control plane: set MOVEIN_REAL_CLUSTER to the path of a program that starts one";

    private static final List<String> NODE_PROGRAMS =
            List.of("containerd", "runc", "nft", "iptables", "ip", "conntrack");
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(20);
    private static @Nullable RealControlPlane shared;

    private final Path directory;
    private final Process process;
    private final URI url;

    private RealControlPlane(Path directory, Process process, URI url) {
        this.directory = directory;
        this.process = process;
        this.url = url;
    }

    /** The program that starts one, if there is any. */
    public static Optional<Path> program() {
        return Optional.ofNullable(System.getenv("MOVEIN_REAL_CLUSTER"))
                .filter(text -> !text.isBlank())
                .map(Path::of)
                .filter(Files::isExecutable);
    }

    public static boolean isAvailable() {
        return program().isPresent();
    }

    /** One for all tests of this process, started when first asked for and stopped with the process. */
    public static synchronized RealControlPlane shared() {
        if (shared == null) {
            shared = start();
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
        }
        return shared;
    }

    /**
     * Starts one in a directory of its own and waits until it is ready.
     *
     * @param options further options of the program, such as {@code --nodes 2}
     * @throws IllegalStateException if there is no program, or it does not get ready
     */
    public static RealControlPlane start(String... options) {
        var program = program().orElseThrow(() -> new IllegalStateException(MISSING));
        try {
            // sockets have their paths in it, so it is to be short
            var directory = Files.createTempDirectory("k8s");
            var command = new ArrayList<>(List.of(program.toString(), "up", "--dir", directory.toString()));
            command.addAll(List.of(options));
            var process = new ProcessBuilder(command)
                    .redirectError(directory.resolve("start.log").toFile())
                    .start();
            return new RealControlPlane(directory, process, ready(process, directory));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + program, e);
        }
    }

    /**
     * Starts one with a node that runs containers.
     *
     * @throws IllegalStateException saying what this machine lacks for that
     */
    public static RealControlPlane startWithNode() {
        var lacks = NODE_PROGRAMS.stream().filter(name -> !isInstalled(name)).toList();
        if (!lacks.isEmpty() || !"root".equals(System.getProperty("user.name"))) {
            throw new IllegalStateException("no real node: it wants root, and " + String.join(", ", NODE_PROGRAMS)
                    + "; missing: " + (lacks.isEmpty() ? "root" : String.join(", ", lacks)));
        }
        return start("--node");
    }

    /** Runs the program with these arguments and {@code --dir} of this cluster, for instance {@code load} or {@code inside}. */
    public String run(String command, String... arguments) {
        var words =
                new ArrayList<>(List.of(program().orElseThrow().toString(), command, "--dir", directory.toString()));
        words.addAll(List.of(arguments));
        return output(words);
    }

    /** Runs kubectl as the administrator. */
    public String kubectl(String... arguments) {
        var words = new ArrayList<>(List.of(
                program().orElseThrow().toString(),
                "kubectl",
                "--kubeconfig",
                kubeconfig().toString()));
        words.addAll(List.of(arguments));
        return output(words);
    }

    /**
     * Applies the rights that are deployed, in the namespace {@code movein}, and logs in as the account that has them.
     *
     * @return a kubeconfig of the account
     */
    public Path account(String name, Path rights) {
        if (kubectl("get", "namespace", "movein", "--ignore-not-found").isBlank()) {
            kubectl("create", "namespace", "movein");
        }
        kubectl("-n", "movein", "apply", "-f", rights.toString());
        var token = kubectl("-n", "movein", "create", "token", name).strip();
        try {
            return Files.writeString(directory.resolve(name + ".kubeconfig"), """
                    apiVersion: v1
                    kind: Config
                    current-context: it
                    contexts: [{name: it, context: {cluster: it, user: it}}]
                    clusters: [{name: it, cluster: {server: "%s", insecure-skip-tls-verify: true}}]
                    users: [{name: it, user: {token: "%s"}}]
                    """.formatted(url, token));
        } catch (IOException e) {
            throw new UncheckedIOException("no kubeconfig of " + name, e);
        }
    }

    /** Makes an image archive from a folder, and loads it into the node. */
    public void image(String name, Path root, String... entrypoint) {
        var archive = directory.resolve(name.replaceAll("[^a-z0-9]", "-") + ".tar");
        var words = new ArrayList<>(List.of(
                program().orElseThrow().toString(),
                "image",
                "--name",
                name,
                "--root",
                root.toString(),
                "--out",
                archive.toString(),
                "--user",
                "10001:10001"));
        words.addAll(List.of(entrypoint));
        output(words);
        run("load", archive.toString());
    }

    private static String output(List<String> words) {
        try {
            var process = new ProcessBuilder(words).redirectErrorStream(true).start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", words) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + words.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean isInstalled(String program) {
        return Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    public URI url() {
        return url;
    }

    /** An administrator's. */
    public Path kubeconfig() {
        return directory.resolve("kubeconfig");
    }

    /** Where its logs, process ids and files to hold components lie. */
    public Path directory() {
        return directory;
    }

    /** The process id of a component, {@code kube-apiserver} say, to stop it for a while. */
    public long pid(String component) {
        var file = directory.resolve("pids").resolve(component);
        try {
            var text = Files.readString(file).trim();
            while (text.isEmpty() && process.isAlive()) { // just being written anew
                LockSupport.parkNanos(2_000_000);
                text = Files.readString(file).trim();
            }
            return Long.parseLong(text);
        } catch (IOException e) {
            throw new UncheckedIOException("the control plane has no component " + component, e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        delete(directory);
    }

    /** Reads {@code ready https://127.0.0.1:PORT kubeconfig FILE}. */
    private static URI ready(Process process, Path directory) {
        var lines = process.inputReader();
        var line = CompletableFuture.supplyAsync(
                () -> lines.lines().filter(text -> text.startsWith("ready ")).findFirst(), Thread::startVirtualThread);
        try {
            return line.get(START.toSeconds(), TimeUnit.SECONDS)
                    .map(text -> URI.create(text.split(" ")[1]))
                    .orElseThrow(() -> notReady(process, directory, null));
        } catch (ExecutionException | TimeoutException e) {
            throw notReady(process, directory, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notReady(process, directory, e);
        }
    }

    private static IllegalStateException notReady(Process process, Path directory, @Nullable Exception cause) {
        process.destroy();
        return new IllegalStateException(
                "the control plane in %s did not get ready; its logs lie there".formatted(directory), cause);
    }

    private static void delete(Path directory) {
        try (var files = Files.walk(directory)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // what is left of it lies in the temporary directory
            System.getLogger(RealControlPlane.class.getName())
                    .log(System.Logger.Level.DEBUG, "not all deleted: " + directory, e);
        }
    }
}
