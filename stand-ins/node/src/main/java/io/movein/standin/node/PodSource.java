package io.movein.standin.node;

import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.util.Watch;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lists the pods bound to this node, follows them with a watch of limited length, and lists again: a watch can die silently. */
final class PodSource {

    private static final Logger LOG = LoggerFactory.getLogger(PodSource.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ApiClient client;
    private final CoreV1Api api;
    private final String node;
    private final Duration relist;
    private final Pods pods;

    PodSource(ApiClient client, String node, Duration relist, Pods pods) {
        this.client = client;
        this.api = new CoreV1Api(client);
        this.node = node;
        this.relist = relist;
        this.pods = pods;
    }

    void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                watch(list());
            } catch (ApiException | IOException | RuntimeException e) {
                LOG.debug("node {}: cannot follow its pods, trying again: {}", node, e.toString());
                pause();
            }
        }
    }

    private String list() throws ApiException, IOException {
        var list = api.listPodForAllNamespaces().fieldSelector(mine()).execute();
        pods.replaceAll(list.getItems().stream().filter(this::isMine).toList());
        return list.getMetadata().getResourceVersion();
    }

    private void watch(String resourceVersion) throws ApiException, IOException {
        var call = api.listPodForAllNamespaces()
                .fieldSelector(mine())
                .resourceVersion(resourceVersion)
                .timeoutSeconds((int) Math.max(1, relist.toSeconds()))
                .watch(true)
                .buildCall(null);
        try (var watch = Watch.<V1Pod>createWatch(client, call, new TypeToken<Watch.Response<V1Pod>>() {}.getType())) {
            for (var event : watch) {
                switch (event.type) {
                    case "ADDED", "MODIFIED" -> seen(event.object);
                    case "DELETED" -> pods.gone(event.object.getMetadata().getUid());
                    default -> throw new IOException("the watch ended with " + event.type);
                }
            }
        }
    }

    private void seen(V1Pod pod) {
        if (isMine(pod)) {
            pods.seen(pod);
        }
    }

    private String mine() {
        return "spec.nodeName=" + node;
    }

    private boolean isMine(V1Pod pod) {
        return node.equals(pod.getSpec().getNodeName());
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
