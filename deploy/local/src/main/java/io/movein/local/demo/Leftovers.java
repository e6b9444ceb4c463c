package io.movein.local.demo;

import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.BatchV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.NetworkingV1Api;
import io.movein.local.stack.Trouble;
import java.util.ArrayList;
import java.util.List;

/** What of any run is still on the cluster. */
public final class Leftovers {
    private static final String OF_A_RUN = "movein.io/migration";

    private final CoreV1Api core;
    private final BatchV1Api batch;
    private final NetworkingV1Api networking;

    public Leftovers(ApiClient client) {
        core = new CoreV1Api(client);
        batch = new BatchV1Api(client);
        networking = new NetworkingV1Api(client);
    }

    private interface Listing {
        KubernetesListObject list() throws ApiException;
    }

    public List<String> in(String namespace) {
        var found = new ArrayList<String>();
        add(
                found,
                "job",
                () -> batch.listNamespacedJob(namespace).labelSelector(OF_A_RUN).execute());
        add(
                found,
                "pod",
                () -> core.listNamespacedPod(namespace).labelSelector(OF_A_RUN).execute());
        add(
                found,
                "serviceaccount",
                () -> core.listNamespacedServiceAccount(namespace)
                        .labelSelector(OF_A_RUN)
                        .execute());
        add(
                found,
                "networkpolicy",
                () -> networking
                        .listNamespacedNetworkPolicy(namespace)
                        .labelSelector(OF_A_RUN)
                        .execute());
        add(
                found,
                "claim",
                () -> core.listNamespacedPersistentVolumeClaim(namespace)
                        .labelSelector(OF_A_RUN)
                        .execute());
        add(
                found,
                "configmap",
                () -> core.listNamespacedConfigMap(namespace)
                        .labelSelector(OF_A_RUN)
                        .execute());
        add(
                found,
                "secret",
                () -> core.listNamespacedSecret(namespace)
                        .labelSelector(OF_A_RUN)
                        .execute());
        return found;
    }

    private static void add(List<String> found, String kind, Listing listing) {
        try {
            listing.list()
                    .getItems()
                    .forEach(item -> found.add(kind + "/" + item.getMetadata().getName()));
        } catch (ApiException e) {
            throw new Trouble("cannot list each " + kind + ": " + e.getCode() + " " + e.getResponseBody(), e);
        }
    }
}
