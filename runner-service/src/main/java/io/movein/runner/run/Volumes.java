package io.movein.runner.run;

import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1ConfigMapVolumeSource;
import io.kubernetes.client.openapi.models.V1EmptyDirVolumeSource;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimSpec;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimVolumeSource;
import io.kubernetes.client.openapi.models.V1SecretVolumeSource;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import io.kubernetes.client.openapi.models.V1VolumeResourceRequirements;
import io.movein.model.Allowance;
import io.movein.model.RunSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The volumes of a run: {@code /tmp}, scratch (the declared storage), state (where declared) and one folder per secret.
 *
 * <p>Scratch is an emptyDir unless a storage class is configured: it needs no provisioner, goes with the pod, and the kubelet
 * tells "more than declared" apart from every other failure. A claim of a storage class is for what is beyond a node's disk.
 */
final class Volumes {
    static final String SECRETS = "/var/run/movein/secrets";
    static final String SCRATCH = "/var/run/movein/scratch";
    static final String STATE = "/var/run/movein/state";
    static final String CONFIGURATION = "/var/run/movein/config";
    static final String CONTROL = "/var/run/movein/control";

    /** Of an order from before review said what a run gets. */
    private static final Allowance USUAL = Allowance.newBuilder()
            .setTmpBytes(256L << 20)
            .setLogBytes(256L << 20)
            .setStateBytes(1L << 30)
            .build();

    private final RunRef run;
    private final RunSpec spec;
    private final RunSettings settings;
    private final Allowance allowance;

    Volumes(RunRef run, RunSpec spec, RunSettings settings) {
        this.run = run;
        this.spec = spec;
        this.settings = settings;
        this.allowance = Objects.requireNonNullElse(spec.getAllowance(), USUAL);
    }

    boolean hasScratch() {
        return spec.getResources().getStorageBytes() > 0;
    }

    /** What may lie on the node's disk: log, {@code /tmp}, and the declared storage unless it has a claim. */
    long onTheNode() {
        var scratch = settings.scratchClass() == null ? spec.getResources().getStorageBytes() : 0;
        return allowance.getLogBytes() + allowance.getTmpBytes() + scratch;
    }

    List<V1PersistentVolumeClaim> claims() {
        var claims = new ArrayList<V1PersistentVolumeClaim>();
        if (hasScratch() && settings.scratchClass() != null) {
            claims.add(claim(
                    scratchClaim(),
                    RunLabels.labels(run),
                    spec.getResources().getStorageBytes(),
                    settings.scratchClass()));
        }
        if (spec.getKeepsState()) {
            claims.add(claim(
                    run.stateVolume(),
                    RunLabels.migrationLabels(run),
                    allowance.getStateBytes(),
                    settings.stateClass()));
        }
        return claims;
    }

    List<V1Volume> volumes() {
        var volumes = new ArrayList<V1Volume>();
        volumes.add(folder("tmp", allowance.getTmpBytes()));
        if (hasScratch()) {
            volumes.add(
                    settings.scratchClass() == null
                            ? folder("scratch", spec.getResources().getStorageBytes())
                            : claimed("scratch", scratchClaim()));
        }
        if (spec.getKeepsState()) {
            volumes.add(claimed("state", run.stateVolume()));
        }
        if (spec.getConfiguration() != null) {
            volumes.add(map("config", run.configuration()));
        }
        volumes.add(map("control", run.control()));
        for (int i = 0; i < spec.getSecrets().size(); i++) {
            volumes.add(secret(i));
        }
        return volumes;
    }

    List<V1VolumeMount> mounts() {
        var mounts = new ArrayList<V1VolumeMount>();
        mounts.add(mount("tmp", "/tmp"));
        if (hasScratch()) {
            mounts.add(mount("scratch", SCRATCH));
        }
        if (spec.getKeepsState()) {
            mounts.add(mount("state", STATE));
        }
        if (spec.getConfiguration() != null) {
            mounts.add(mount("config", CONFIGURATION).readOnly(true));
        }
        mounts.add(mount("control", CONTROL).readOnly(true));
        for (int i = 0; i < spec.getSecrets().size(); i++) {
            mounts.add(mount(secretVolume(i), SECRETS + "/" + spec.getSecrets().get(i))
                    .readOnly(true));
        }
        return mounts;
    }

    /** A secret's name may be longer than a volume's, and may hold dots. */
    private static String secretVolume(int index) {
        return "secret-" + index;
    }

    private String scratchClaim() {
        return run.name() + "-scratch";
    }

    private V1Volume secret(int index) {
        return new V1Volume()
                .name(secretVolume(index))
                .secret(new V1SecretVolumeSource()
                        .secretName(spec.getSecrets().get(index))
                        .defaultMode(0440)
                        .optional(false));
    }

    private static V1Volume map(String volume, String name) {
        return new V1Volume()
                .name(volume)
                .configMap(new V1ConfigMapVolumeSource().name(name).optional(false));
    }

    private static V1Volume folder(String name, long bytes) {
        return new V1Volume().name(name).emptyDir(new V1EmptyDirVolumeSource().sizeLimit(JobObject.bytes(bytes)));
    }

    private static V1Volume claimed(String name, String claim) {
        return new V1Volume()
                .name(name)
                .persistentVolumeClaim(new V1PersistentVolumeClaimVolumeSource().claimName(claim));
    }

    private static V1VolumeMount mount(String name, String path) {
        return new V1VolumeMount().name(name).mountPath(path);
    }

    private V1PersistentVolumeClaim claim(
            String name, Map<String, String> labels, long bytes, @Nullable String storageClass) {
        Map<String, Quantity> requests = Map.of("storage", JobObject.bytes(bytes));
        return new V1PersistentVolumeClaim()
                .apiVersion("v1")
                .kind("PersistentVolumeClaim")
                .metadata(RunObjects.meta(run, name).labels(labels))
                .spec(new V1PersistentVolumeClaimSpec()
                        .accessModes(List.of("ReadWriteOnce"))
                        .storageClassName(storageClass)
                        .resources(new V1VolumeResourceRequirements().requests(requests)));
    }
}
