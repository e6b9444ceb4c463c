package io.movein.standin.kubernetes;

import io.movein.standin.kubernetes.api.ApiServer;
import io.movein.standin.kubernetes.api.ResourceWrites;
import io.movein.standin.kubernetes.controllers.Controllers;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.store.FileJournal;
import io.movein.standin.kubernetes.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** A Kubernetes control plane in this process: API server and controllers, without nodes. Listens on loopback only. */
public final class LocalCluster implements AutoCloseable {
    private final Store store;
    private final ApiServer server;
    private final Controllers controllers;
    private final ApiFaults faults;
    private final Path kubeconfig;

    private LocalCluster(ClusterConfig config) {
        store = new Store(config.dataDir() == null ? null : new FileJournal(config.dataDir()));
        faults = new ApiFaults(this::cutWatches, store::forgetHistory);
        var resources = new ResourceWrites(store, Clock.systemUTC());
        for (var name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
            createNamespace(resources, name);
        }
        server = new ApiServer(resources, this::meet, config.port());
        controllers = new Controllers(resources);
        kubeconfig = writeKubeconfig(config);
    }

    public static LocalCluster start(ClusterConfig config) {
        return new LocalCluster(config);
    }

    public static LocalCluster start() {
        return start(ClusterConfig.onAnyPort());
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    /** A file that the official client, kubectl and all of Movein's programs understand. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    public ApiFaults faults() {
        return faults;
    }

    /** How often each thing was asked of each kind, by anybody. */
    public Map<String, Long> traffic() {
        return server.traffic();
    }

    @Override
    public void close() {
        controllers.close();
        faults.clear();
        server.close();
        store.close();
    }

    private void cutWatches() {
        server.cutWatches();
    }

    private java.util.Optional<Integer> meet(String method, String path, String query, String accept)
            throws InterruptedException {
        return faults.meet(new ApiFaults.Call(method, path, query, accept));
    }

    private static void createNamespace(ResourceWrites resources, String name) {
        if (resources.find(Kinds.NAMESPACE, "", name).isEmpty()) {
            var namespace = Json.object();
            namespace.putObject("metadata").put("name", name);
            resources.create(Kinds.NAMESPACE, "", namespace);
        }
    }

    private Path writeKubeconfig(ClusterConfig config) {
        try {
            var file = config.dataDir() == null
                    ? Files.createTempFile("movein-", ".kubeconfig")
                    : config.dataDir().resolve("kubeconfig");
            if (config.dataDir() == null) {
                file.toFile().deleteOnExit();
            }
            return Files.writeString(file, """
                    apiVersion: v1
                    kind: Config
                    clusters: [{name: local, cluster: {server: "%s"}}]
                    users: [{name: local, user: {token: local}}]
                    contexts: [{name: local, context: {cluster: local, user: local, namespace: default}}]
                    current-context: local
                    """.formatted(url()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the kubeconfig", e);
        }
    }
}
