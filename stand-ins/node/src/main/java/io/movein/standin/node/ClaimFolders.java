package io.movein.standin.node;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** One folder for each PersistentVolumeClaim; its uid is part of the name, so a claim made anew starts empty. */
final class ClaimFolders {

    private final Path folder;
    private final CoreV1Api api;

    ClaimFolders(Path folder, CoreV1Api api) {
        this.folder = folder;
        this.api = api;
    }

    Optional<Path> of(String namespace, String name) throws ApiException, IOException {
        try {
            return Optional.of(Files.createDirectories(
                    of(api.readNamespacedPersistentVolumeClaim(name, namespace).execute())));
        } catch (ApiException e) {
            if (e.getCode() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    Path of(V1PersistentVolumeClaim claim) {
        var metadata = claim.getMetadata();
        return folder.resolve(metadata.getNamespace() + "_" + metadata.getName() + "_" + metadata.getUid());
    }

    boolean owns(Path path) {
        return folder.equals(path.getParent());
    }
}
