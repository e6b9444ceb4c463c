package io.movein.example.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.apis.BatchV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1EnvVarSource;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobSpec;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectFieldSelector;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimSpec;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimVolumeSource;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1ResourceRequirements;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1SecretVolumeSource;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import io.kubernetes.client.openapi.models.V1VolumeResourceRequirements;
import io.movein.example.media.migration.MigrateMediaLibrary;
import io.movein.example.media.oldhost.MediaLibrary;
import io.movein.example.media.oldhost.OldHost;
import io.movein.example.media.storage.MediaStorage;
import io.movein.standin.kubernetes.LocalCluster;
import io.movein.standin.node.LocalNode;
import io.movein.standin.node.image.ImageConfig;
import io.movein.standin.node.image.OciImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The example as it is meant to be used: a Job beside the tenant's own storage, both images, both as real processes. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // the one test sets the fields as it goes
class MigrationOnANodeIT {

    private static final String TENANT = "tenant-media";
    private static final String SECRETS = "/var/run/movein/secrets";
    private static final int FILES = 200;

    @TempDir
    private Path folder;

    private CoreV1Api core;
    private BatchV1Api batch;
    private String image;

    @Test
    void movesALibraryIntoTheTenantsStorage() throws Exception {
        var library = MediaLibrary.generate(folder.resolve("library"), FILES, 20_000_000, 1);
        image = OciImage.build(
                packaged(),
                "registry.example/media",
                ImageConfig.java("-cp", classPath(), MigrateMediaLibrary.class.getName()),
                folder.resolve("images/media"));
        try (var oldHost = OldHost.start(
                        folder.resolve("library"), "from", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var cluster = LocalCluster.start();
                var _ = LocalNode.start(LocalNode.Config.of(
                        cluster.kubeconfig(), "node-1", folder.resolve("node"), List.of(folder.resolve("images"))))) {
            var client = LocalNode.Config.of(cluster.kubeconfig(), "x", folder, List.of())
                    .api();
            core = new CoreV1Api(client);
            batch = new BatchV1Api(client);
            core.createNamespace(new V1Namespace().metadata(new V1ObjectMeta().name(TENANT)))
                    .execute();
            secret("old-host", Map.of("url", oldHost.address().toString(), "token", "from"));
            secret("media-storage", Map.of("token", "to"));
            var storage = startStorage();

            runMigration();

            var job = await(
                    "the job",
                    () -> batch.readNamespacedJob("movein-17-run-1", TENANT)
                            .execute()
                            .getStatus(),
                    status -> status.getSucceeded() != null || status.getFailed() != null);
            var pod = core.listNamespacedPod(TENANT)
                    .labelSelector("app=migration")
                    .execute()
                    .getItems()
                    .getFirst();
            assertThat(job.getSucceeded())
                    .as(() -> String.valueOf(
                            pod.getStatus().getContainerStatuses().getFirst().getState()))
                    .isEqualTo(1);
            assertThat(pod.getStatus()
                            .getContainerStatuses()
                            .getFirst()
                            .getState()
                            .getTerminated()
                            .getMessage())
                    .isEqualToIgnoringWhitespace(
                            "{\"movein\":{\"summary\":\"copied 200 files, every SHA-256 matches\",\"complete\":true,"
                                    + "\"checks\":[{\"check\":\"SHA-256\",\"of\":\"files\","
                                    + "\"source\":\"200\",\"target\":\"200\",\"match\":true}],\"failedItems\":0}}");
            assertThat(storedIn(storage).entries()).containsExactlyInAnyOrderElementsOf(library.entries());
        }
    }

    /** A folder of classes or a jar: the build's phase decides. */
    private static Path program() {
        return Path.of(MigrateMediaLibrary.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
    }

    private static String classPath() {
        return Files.isDirectory(program()) ? "/app" : "/app/program.jar";
    }

    private Path packaged() throws IOException {
        var app = Files.createDirectories(folder.resolve("root/app"));
        if (!Files.isDirectory(program())) {
            Files.copy(program(), app.resolve("program.jar"));
            return folder.resolve("root");
        }
        try (var files = Files.walk(program())) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var target = app.resolve(program().relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        return folder.resolve("root");
    }

    private void secret(String name, Map<String, String> values) throws Exception {
        core.createNamespacedSecret(
                        TENANT,
                        new V1Secret().metadata(new V1ObjectMeta().name(name)).stringData(values))
                .execute();
    }

    private URI startStorage() throws Exception {
        core.createNamespacedPersistentVolumeClaim(
                        TENANT,
                        new V1PersistentVolumeClaim()
                                .metadata(new V1ObjectMeta().name("media"))
                                .spec(new V1PersistentVolumeClaimSpec()
                                        .accessModes(List.of("ReadWriteOnce"))
                                        .resources(new V1VolumeResourceRequirements()
                                                .requests(Map.of("storage", new Quantity("1Gi"))))))
                .execute();
        core.createNamespacedService(
                        TENANT,
                        new V1Service()
                                .metadata(new V1ObjectMeta().name("media-storage"))
                                .spec(new V1ServiceSpec()
                                        .selector(Map.of("app", "media-storage"))
                                        .ports(List.of(
                                                new V1ServicePort().port(80).targetPort(new IntOrString(8080))))))
                .execute();
        core.createNamespacedPod(
                        TENANT,
                        new V1Pod()
                                .metadata(
                                        new V1ObjectMeta().name("media-storage").labels(Map.of("app", "media-storage")))
                                .spec(new V1PodSpec()
                                        .overhead(null)
                                        .automountServiceAccountToken(false)
                                        .containers(List.of(container(
                                                MediaStorage.class,
                                                List.of(
                                                        new V1EnvVar()
                                                                .name("STORAGE_FOLDER")
                                                                .value("/data"),
                                                        new V1EnvVar()
                                                                .name("STORAGE_TOKEN_FILE")
                                                                .value("/secrets/token"),
                                                        new V1EnvVar()
                                                                .name("STORAGE_PORT")
                                                                .value("8080"),
                                                        new V1EnvVar()
                                                                .name("STORAGE_HOST")
                                                                .valueFrom(new V1EnvVarSource()
                                                                        .fieldRef(new V1ObjectFieldSelector()
                                                                                .fieldPath("status.podIP")))),
                                                mount("media", "/data"),
                                                mount("token", "/secrets"))))
                                        .volumes(List.of(
                                                new V1Volume()
                                                        .name("media")
                                                        .persistentVolumeClaim(new V1PersistentVolumeClaimVolumeSource()
                                                                .claimName("media")),
                                                secretVolume("token", "media-storage")))))
                .execute();
        var ip = await(
                        "the storage's pod",
                        () -> core.readNamespacedPod("media-storage", TENANT)
                                .execute()
                                .getStatus(),
                        status -> "Running".equals(status.getPhase()))
                .getPodIP();
        await(
                "the storage",
                () -> core.readNamespacedPodLog("media-storage", TENANT).execute(),
                log -> log != null && log.contains("media storage ready"));
        return URI.create("http://%s:8080".formatted(ip));
    }

    private void runMigration() throws Exception {
        batch.createNamespacedJob(
                        TENANT,
                        new V1Job()
                                .metadata(new V1ObjectMeta().name("movein-17-run-1"))
                                .spec(new V1JobSpec()
                                        .backoffLimit(0)
                                        .template(new V1PodTemplateSpec()
                                                .metadata(new V1ObjectMeta().labels(Map.of("app", "migration")))
                                                .spec(new V1PodSpec()
                                                        .overhead(null)
                                                        .automountServiceAccountToken(false)
                                                        .restartPolicy("Never")
                                                        .containers(List.of(container(
                                                                MigrateMediaLibrary.class,
                                                                List.of(
                                                                        new V1EnvVar()
                                                                                .name("MOVEIN_MODE")
                                                                                .value("live"),
                                                                        new V1EnvVar()
                                                                                .name("MOVEIN_ATTEMPT")
                                                                                .value("fresh"),
                                                                        new V1EnvVar()
                                                                                .name("MOVEIN_SECRETS")
                                                                                .value(SECRETS),
                                                                        new V1EnvVar()
                                                                                .name("MOVEIN_TERMINATION_LOG")
                                                                                .value("/dev/termination-log")),
                                                                mount("from", SECRETS + "/old-host"),
                                                                mount("to", SECRETS + "/media-storage"))))
                                                        .volumes(List.of(
                                                                secretVolume("from", "old-host"),
                                                                secretVolume("to", "media-storage")))))))
                .execute();
    }

    private V1Container container(Class<?> program, List<V1EnvVar> environment, V1VolumeMount... mounts) {
        return new V1Container()
                .name("main")
                .image(image)
                .command(List.of("java", "-cp", classPath(), program.getName()))
                .env(environment)
                .volumeMounts(List.of(mounts))
                .resources(new V1ResourceRequirements().limits(Map.of("memory", new Quantity("256Mi"))));
    }

    private static V1VolumeMount mount(String volume, String path) {
        return new V1VolumeMount().name(volume).mountPath(path);
    }

    private static V1Volume secretVolume(String name, String secret) {
        return new V1Volume().name(name).secret(new V1SecretVolumeSource().secretName(secret));
    }

    private static Manifest storedIn(URI storage) throws Exception {
        var request = HttpRequest.newBuilder(storage.resolve("/manifest.sha256"))
                .header("Authorization", "Bearer to")
                .build();
        return Manifest.parse(HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body());
    }

    private static <T> T await(String what, Callable<T> ask, Predicate<T> wanted) throws Exception {
        var until = Instant.now().plusSeconds(40);
        var found = ask.call();
        while (!wanted.test(found)) {
            if (Instant.now().isAfter(until)) {
                throw new AssertionError("still not as wanted: %s: %s".formatted(what, found));
            }
            Thread.sleep(50);
            found = ask.call();
        }
        return found;
    }
}
