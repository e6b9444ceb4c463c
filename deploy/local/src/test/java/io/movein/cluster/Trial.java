package io.movein.cluster;

import io.movein.local.demo.FilledForm;
import io.movein.testkit.RealControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The overlay {@code trial} on a real node, installed as its documentation says: images, a kustomization of one's own on top, a tenant
 * by the template; and an old host in the world outside.
 */
final class Trial implements AutoCloseable {
    static final String TENANT = "media-library";
    static final List<String> SERVICES = List.of("intake", "review", "runner", "reporter");
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final String OLD_HOST = "203.0.113.10";
    private static final int FILES = 400;
    static final long BYTES = 16_000_000;

    final RealControlPlane cluster = RealControlPlane.start("--node");
    final Kubectl kubectl = new Kubectl(cluster.kubeconfig());
    private final Path work;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private int onboarding;
    private PortForward github;

    Trial(Path work) {
        this.work = work;
        try {
            loadImages();
            install();
            github = opened(new PortForward(cluster.kubeconfig(), "movein", "service/github", 8080));
            onboarding = onboard();
            startOldHost();
            addTenant();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    PortForward github() {
        return github;
    }

    private void loadImages() {
        var archives = Stream.of("*-service", "stand-ins/*", "examples/*", "processes/*")
                .flatMap(pattern -> list(pattern.contains("/") ? ROOT.resolve(pattern.replace("/*", "")) : ROOT))
                .flatMap(module -> list(module.resolve("target/image")))
                .filter(file -> file.toString().endsWith(".tar"))
                .map(Path::toString)
                .toList();
        program(Stream.concat(Stream.of("load", "--dir", cluster.directory().toString()), archives.stream())
                .toList());
    }

    private static Stream<Path> list(Path folder) {
        try (var files = Files.list(folder)) {
            return files.toList().stream();
        } catch (IOException e) {
            return Stream.of(); // no module, or not one that becomes an image
        }
    }

    static String program(List<String> arguments) {
        var answer = Kubectl.call(arguments, "");
        if (answer.exit() != 0) {
            throw new AssertionError(arguments + " ended with " + answer.exit() + ": " + answer.err());
        }
        return answer.out();
    }

    private void install() {
        var folder = work.resolve("installation");
        var overlay = folder.toAbsolutePath().relativize(ROOT.resolve("deploy/kubernetes/overlays/trial"));
        write(
                folder.resolve("kustomization.yaml"),
                resource("installation.yaml")
                        .replace("@TRIAL@", overlay.toString())
                        .replace("@API_PORT@", Integer.toString(cluster.url().getPort())));
        kubectl.with(Kubectl.kustomize(folder), "apply", "--server-side", "-f", "-");
        awaitRollout();
    }

    void awaitRollout() {
        for (var workload : List.of(
                "statefulset/kafka",
                "statefulset/github",
                "deployment/intake",
                "deployment/review",
                "deployment/runner",
                "deployment/reporter")) {
            kubectl.run("-n", "movein", "rollout", "status", workload, "--timeout=180s");
        }
    }

    private int onboard() {
        var operator = TrialIssue.as(github, "operator");
        var issue = TrialIssue.as(github, "capability-owner")
                .file("Onboard my capability: media library", "### Capability\n\nA media library.\n", List.of());
        operator.label(issue.number(), "onboard-my-capability");
        operator.close(issue.number());
        return issue.number();
    }

    private void startOldHost() {
        var folder = work.resolve("old-host");
        try {
            var process = new ProcessBuilder(
                            RealControlPlane.program().orElseThrow().toString(),
                            "outside",
                            "--dir",
                            cluster.directory().toString(),
                            Path.of(System.getProperty("java.home"), "bin/java").toString(),
                            "-Xmx64m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            OutsideHost.class.getName(),
                            folder.toAbsolutePath().toString(),
                            "old-host-token",
                            OLD_HOST,
                            "8080",
                            Integer.toString(FILES),
                            Long.toString(BYTES))
                    .redirectErrorStream(true)
                    .start();
            opened(process::destroy);
            var line = process.inputReader().readLine();
            if (!Objects.requireNonNullElse(line, "").startsWith("ready ")) {
                throw new AssertionError("the old host did not start: " + line);
            }
            Files.writeString(cluster.directory().resolve("hosts"), OLD_HOST + " old-host.example\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void addTenant() {
        var tenant = Kubectl.kustomize(Kubectl.DEPLOY.resolve("tenant"))
                .replace("movein.io/onboarding-issue: \"12\"", "movein.io/onboarding-issue: \"" + onboarding + "\"");
        kubectl.with(tenant, "apply", "--server-side", "-f", "-");
        secret("old-host", "url=http://old-host.example:8080", "token=old-host-token", "bytes-per-second=100000000");
        secret("media-storage", "token=storage-token");
        kubectl.with(resource("storage.yaml").replace("@IMAGE@", processImage()), "-n", TENANT, "apply", "-f", "-");
        kubectl.run("-n", TENANT, "rollout", "status", "deployment/media-storage", "--timeout=120s");
    }

    private void secret(String name, String... literals) {
        var command = new ArrayList<>(List.of("-n", TENANT, "create", "secret", "generic", name));
        Stream.of(literals).forEach(literal -> command.add("--from-literal=" + literal));
        kubectl.run(command.toArray(String[]::new));
    }

    /** How fast the old host may be read: what decides how long a run takes. */
    void pace(long bytesPerSecond) {
        kubectl.run(
                "-n",
                TENANT,
                "patch",
                "secret",
                "old-host",
                "-p",
                "{\"stringData\":{\"bytes-per-second\":\"" + bytesPerSecond + "\"}}");
    }

    /** The migration process, pinned. */
    static String processImage() {
        return image("examples/media-library-migration");
    }

    private static String image(String module) {
        var folder = ROOT.resolve(module);
        try {
            return "movein.local/" + folder.getFileName() + "@"
                    + Files.readString(folder.resolve("target/image/digest")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("build the images first: ./mvnw -Pimages package", e);
        }
    }

    FilledForm request() {
        return request(processImage(), "live", "");
    }

    /** The ready-made process for files, as a dry-run. */
    FilledForm storageMigration(String configuration) {
        return request(image("processes/storage-migration"), "dry-run", configuration);
    }

    private FilledForm request(String image, String mode, String configuration) {
        return new FilledForm(
                onboarding,
                "the old host",
                image,
                mode,
                "300m",
                "256Mi",
                "64Mi",
                List.of("old-host.example:8080"),
                List.of("media-storage:9000"),
                List.of("old-host", "media-storage"),
                "safe on populated destination",
                "yes",
                "10m",
                configuration,
                "");
    }

    /** What the tenant's storage holds, by its own account. */
    Set<String> stored() {
        try (var storage = new PortForward(cluster.kubeconfig(), TENANT, "deployment/media-storage", 9000);
                var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(storage.url().resolve("/manifest.sha256"))
                    .header("Authorization", "Bearer storage-token")
                    .build();
            return files(client.send(request, BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Set<String> expected() {
        try {
            return files(Files.readString(work.resolve("old-host/manifest.sha256")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SHA-256 and path each, in whatever order they were told. */
    private static Set<String> files(String manifest) {
        return manifest.lines().collect(Collectors.toSet());
    }

    /** {@code kind/name} of everything in the tenant's namespace that belongs to a run. */
    List<String> leftovers() {
        return kubectl.run(
                        "-n",
                        TENANT,
                        "get",
                        "jobs,pods,serviceaccounts,networkpolicies,persistentvolumeclaims,configmaps,secrets",
                        "-l",
                        "movein.io/migration",
                        "-o",
                        "name")
                .lines()
                .toList();
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.addFirst(part);
        return part;
    }

    private static String resource(String name) {
        try (var in = Objects.requireNonNull(Trial.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        keepAuditLog();
        keepLogs();
        for (var part : opened) {
            try {
                part.close();
            } catch (Exception e) {
                System.err.println("did not close: " + e);
            }
        }
        cluster.close();
    }

    private void keepLogs() {
        for (var pod : kubectl.attempt("", "-n", "movein", "get", "pods", "-o", "name")
                .out()
                .lines()
                .toList()) {
            var log = kubectl.attempt("", "-n", "movein", "logs", pod);
            write(work.resolve("logs").resolve(pod.replace("pod/", "") + ".log"), log.out() + log.err());
        }
        var pods = kubectl.attempt("", "get", "pods", "-A", "-o", "wide").out();
        write(work.resolve("logs/pods.txt"), pods);
    }

    /** For whoever wants to know afterwards who did what. */
    private void keepAuditLog() {
        try {
            Files.createDirectories(work);
            Files.copy(
                    cluster.directory().resolve("logs/audit.log"),
                    work.resolve("audit.log"),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            System.err.println("the audit log is lost: " + e);
        }
    }
}
