package io.movein.standin.node;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.StorageV1Api;
import io.kubernetes.client.openapi.models.V1HostPathVolumeSource;
import io.kubernetes.client.openapi.models.V1NodeSelector;
import io.kubernetes.client.openapi.models.V1NodeSelectorRequirement;
import io.kubernetes.client.openapi.models.V1NodeSelectorTerm;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1ObjectReference;
import io.kubernetes.client.openapi.models.V1PersistentVolume;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PersistentVolumeSpec;
import io.kubernetes.client.openapi.models.V1StorageClass;
import io.kubernetes.client.openapi.models.V1VolumeNodeAffinity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Gives claims their volumes on a cluster that has no other provisioner: a storage class that is the default if there is none
 * yet, and for each claim of it that the scheduler has sent to this node a volume, which is the claim's folder. The folder
 * goes when the volume is released. An API server that binds claims itself has no pending ones, and is left alone.
 */
final class ClaimProvisioner {

    static final String CLASS = "movein-local-node";

    private static final String PROVISIONER = "movein.io/local-node";
    private static final String IS_DEFAULT = "storageclass.kubernetes.io/is-default-class";
    private static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
    private static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";

    private final CoreV1Api api;
    private final StorageV1Api storage;
    private final String node;
    private final ClaimFolders claims;
    private boolean classOffered;

    ClaimProvisioner(LocalNode.Config config, ClaimFolders claims) {
        this.api = new CoreV1Api(config.api());
        this.storage = new StorageV1Api(config.api());
        this.node = config.name();
        this.claims = claims;
    }

    void reconcile() throws ApiException {
        if (!classOffered) {
            offerClass();
            classOffered = true;
        }
        for (var claim :
                api.listPersistentVolumeClaimForAllNamespaces().execute().getItems()) {
            if (isForThisNode(claim)) {
                provision(claim);
            }
        }
        for (var volume : api.listPersistentVolume().execute().getItems()) {
            if (isReleasedHere(volume)) {
                Folders.remove(Path.of(volume.getSpec().getHostPath().getPath()));
                api.deletePersistentVolume(volume.getMetadata().getName()).execute();
            }
        }
    }

    private void offerClass() throws ApiException {
        var classes = storage.listStorageClass().execute().getItems();
        if (classes.stream().anyMatch(one -> CLASS.equals(one.getMetadata().getName()))) {
            return;
        }
        var someDefault = classes.stream().anyMatch(one -> "true".equals(annotation(one.getMetadata(), IS_DEFAULT)));
        storage.createStorageClass(new V1StorageClass()
                        .apiVersion("storage.k8s.io/v1")
                        .kind("StorageClass")
                        .metadata(new V1ObjectMeta()
                                .name(CLASS)
                                .annotations(Map.of(IS_DEFAULT, Boolean.toString(!someDefault))))
                        .provisioner(PROVISIONER)
                        .reclaimPolicy("Delete")
                        .volumeBindingMode("WaitForFirstConsumer"))
                .execute();
    }

    private static String annotation(V1ObjectMeta metadata, String name) {
        return metadata.getAnnotations() == null
                ? ""
                : metadata.getAnnotations().getOrDefault(name, "");
    }

    private boolean isForThisNode(V1PersistentVolumeClaim claim) {
        return claim.getStatus() != null
                && "Pending".equals(claim.getStatus().getPhase())
                && CLASS.equals(claim.getSpec().getStorageClassName())
                && node.equals(annotation(claim.getMetadata(), SELECTED_NODE));
    }

    private void provision(V1PersistentVolumeClaim claim) throws ApiException {
        try {
            api.createPersistentVolume(volume(claim)).execute();
        } catch (ApiException e) {
            if (e.getCode() != 409) {
                throw e;
            }
        }
    }

    /** The claim is named in it, so that the cluster binds the two and no other claim gets it. */
    private V1PersistentVolume volume(V1PersistentVolumeClaim claim) {
        var metadata = claim.getMetadata();
        return new V1PersistentVolume()
                .apiVersion("v1")
                .kind("PersistentVolume")
                .metadata(new V1ObjectMeta()
                        .name("pvc-" + metadata.getUid())
                        .annotations(Map.of(PROVISIONED_BY, PROVISIONER)))
                .spec(new V1PersistentVolumeSpec()
                        .capacity(claim.getSpec().getResources().getRequests())
                        .accessModes(claim.getSpec().getAccessModes())
                        .persistentVolumeReclaimPolicy("Delete")
                        .storageClassName(CLASS)
                        .claimRef(new V1ObjectReference()
                                .apiVersion("v1")
                                .kind("PersistentVolumeClaim")
                                .namespace(metadata.getNamespace())
                                .name(metadata.getName())
                                .uid(metadata.getUid()))
                        .hostPath(new V1HostPathVolumeSource()
                                .path(claims.of(claim).toString())
                                .type("DirectoryOrCreate"))
                        .nodeAffinity(new V1VolumeNodeAffinity()
                                .required(new V1NodeSelector()
                                        .nodeSelectorTerms(List.of(new V1NodeSelectorTerm()
                                                .matchExpressions(List.of(new V1NodeSelectorRequirement()
                                                        .key("kubernetes.io/hostname")
                                                        .operator("In")
                                                        .values(List.of(node)))))))));
    }

    private boolean isReleasedHere(V1PersistentVolume volume) {
        return PROVISIONER.equals(annotation(volume.getMetadata(), PROVISIONED_BY))
                && volume.getStatus() != null
                && Objects.equals("Released", volume.getStatus().getPhase())
                && claims.owns(Path.of(volume.getSpec().getHostPath().getPath()));
    }
}
