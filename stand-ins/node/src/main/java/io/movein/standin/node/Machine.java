package io.movein.standin.node;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.movein.standin.node.image.ImageStore;
import java.nio.file.Path;
import java.util.Map;

/** What all pods of a node share. */
record Machine(
        LocalNode.Config config,
        CoreV1Api api,
        ImageStore images,
        EventRecorder events,
        PodAddresses addresses,
        ClaimFolders claims) {

    Values values(String namespace) {
        return new ClusterValues(api, namespace);
    }

    Map<String, String> services(String namespace) throws ApiException {
        var services = api.listNamespacedService(namespace).execute().getItems();
        return services.isEmpty()
                ? Map.of()
                : ServiceEnvironment.of(
                        services, api.listNamespacedPod(namespace).execute().getItems());
    }

    Path podFolder(String uid) {
        return config.dataDir().resolve("pods").resolve(uid);
    }
}
