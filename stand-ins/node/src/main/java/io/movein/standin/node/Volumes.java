package io.movein.standin.node;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1KeyToPath;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pod's volumes as folders: emptyDir, secret, configMap, persistentVolumeClaim. A projected volume, which the admission of
 * a cluster adds for the service account's token, is an empty folder here: no pod gets a token.
 */
final class Volumes {

    private final V1Pod pod;
    private final Path folder;
    private final Values values;
    private final ClaimFolders claims;

    Volumes(V1Pod pod, Path folder, Values values, ClaimFolders claims) {
        this.pod = pod;
        this.folder = folder;
        this.values = values;
        this.claims = claims;
    }

    private List<V1Volume> declared() {
        return Optional.ofNullable(pod.getSpec().getVolumes()).orElse(List.of());
    }

    /** Makes every volume; doing it again changes nothing that a container wrote. */
    Map<String, Path> prepare() throws ApiException, MountProblem, IOException {
        var paths = new HashMap<String, Path>();
        for (var volume : declared()) {
            paths.put(volume.getName(), prepare(volume));
        }
        return paths;
    }

    private Path prepare(V1Volume volume) throws ApiException, MountProblem, IOException {
        if (volume.getPersistentVolumeClaim() != null) {
            return claims.of(
                            pod.getMetadata().getNamespace(),
                            volume.getPersistentVolumeClaim().getClaimName())
                    .orElseThrow(() -> problem(
                            volume,
                            "persistentvolumeclaim \"%s\" not found"
                                    .formatted(volume.getPersistentVolumeClaim().getClaimName())));
        }
        var target = Files.createDirectories(
                folder.resolve(volume.getName()),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (volume.getSecret() != null) {
            var secret = volume.getSecret();
            write(
                    volume,
                    target,
                    "secret",
                    secret.getSecretName(),
                    secret.getOptional(),
                    secret.getItems(),
                    values.secret(secret.getSecretName()));
        } else if (volume.getConfigMap() != null) {
            var map = volume.getConfigMap();
            write(
                    volume,
                    target,
                    "configmap",
                    map.getName(),
                    map.getOptional(),
                    map.getItems(),
                    values.configMap(map.getName()));
        } else if (volume.getEmptyDir() == null && volume.getProjected() == null) {
            throw problem(volume, "this node does not know this kind of volume");
        }
        return target;
    }

    private void write(
            V1Volume volume,
            Path target,
            String kind,
            String name,
            @Nullable Boolean optional,
            @Nullable List<V1KeyToPath> items,
            Optional<Map<String, byte[]>> data)
            throws MountProblem, IOException {
        if (data.isEmpty() && !Boolean.TRUE.equals(optional)) {
            throw problem(volume, "%s \"%s\" not found".formatted(kind, name));
        }
        var entries = data.orElse(Map.of());
        if (items != null && !items.isEmpty()) {
            throw problem(volume, "this node gives out a %s whole, no single keys of it".formatted(kind));
        }
        for (var entry : entries.entrySet()) {
            replace(target.resolve(entry.getKey()), entry.getValue());
        }
    }

    /** Brings the ConfigMaps up to date, each file in one step, as a kubelet does. A ConfigMap that is gone leaves its files. */
    void refresh() throws ApiException, MountProblem, IOException {
        for (var volume : declared()) {
            if (volume.getConfigMap() != null
                    && values.configMap(volume.getConfigMap().getName()).isPresent()) {
                prepare(volume);
            }
        }
    }

    /** Whoever reads sees the old content or the new, never a part. */
    private static void replace(Path file, byte[] content) throws IOException {
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), content)) {
            return;
        }
        var next = Files.write(file.resolveSibling("." + file.getFileName() + ".next"), content);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The volume over its {@code sizeLimit}, if one is. */
    Optional<PodEnd> overLimit() {
        return declared().stream()
                .filter(volume ->
                        volume.getEmptyDir() != null && volume.getEmptyDir().getSizeLimit() != null)
                .filter(volume -> Folders.size(folder.resolve(volume.getName()))
                        > volume.getEmptyDir().getSizeLimit().getNumber().longValue())
                .map(volume -> PodEnd.emptyDirOverLimit(
                        volume.getName(), volume.getEmptyDir().getSizeLimit().toSuffixedString()))
                .findFirst();
    }

    static Mounts mounts(V1Container container, Map<String, Path> volumes, Path terminationLog) throws IOException {
        var folders = new HashMap<String, Path>();
        for (var mount : Optional.ofNullable(container.getVolumeMounts()).orElse(List.of())) {
            var real = volumes.get(mount.getName());
            if (real != null) {
                var path = mount.getSubPath() == null
                        ? real
                        : real.resolve(mount.getSubPath()).normalize();
                folders.put(mount.getMountPath().replaceFirst("(?<=.)/+$", ""), path);
            }
        }
        folders.put(
                Optional.ofNullable(container.getTerminationMessagePath()).orElse("/dev/termination-log"),
                terminationLog);
        return new Mounts(Map.copyOf(folders), terminationLog.resolveSibling("mounts")).link();
    }

    private static MountProblem problem(V1Volume volume, String why) {
        return new MountProblem("MountVolume.SetUp failed for volume \"%s\" : %s".formatted(volume.getName(), why));
    }

    /** A volume that cannot be had: the pod waits in {@code ContainerCreating} and an event {@code FailedMount} says why. */
    static final class MountProblem extends Exception {
        MountProblem(String message) {
            super(message);
        }
    }
}
