package io.movein.runner.cluster;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.Config;
import io.movein.runtime.kubernetes.Connections;
import io.movein.runtime.kubernetes.InCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How to reach the API server: by a kubeconfig, or as the pod's service account. */
public record Access(Optional<Path> kubeconfig, Duration timeout) {

    /** A client every call of which ends in time. */
    public ApiClient client() {
        return client(timeout);
    }

    /** The same, whose answers set the clock. */
    public ApiClient client(ClusterClock clock) {
        var client = client(timeout);
        client.setHttpClient(
                client.getHttpClient().newBuilder().addInterceptor(clock).build());
        return client;
    }

    /** A client for watches; silence for that long breaks them. */
    ApiClient watching(Duration silence) {
        return client(silence);
    }

    private ApiClient client(Duration silence) {
        try {
            var client =
                    kubeconfig.isPresent() ? Config.fromConfig(kubeconfig.get().toString()) : InCluster.client();
            client.setHttpClient(Connections.kept(client.getHttpClient())
                    .connectTimeout(timeout)
                    .writeTimeout(timeout)
                    .readTimeout(silence)
                    .build());
            return client;
        } catch (IOException | IllegalStateException e) {
            throw new UncheckedIOException(
                    "cannot read how to reach Kubernetes from "
                            + kubeconfig
                                    .map(Path::toString)
                                    .orElse("the pod's service account (KUBECONFIG is not set)"),
                    asIo(e));
        }
    }

    private static IOException asIo(Exception e) {
        return e instanceof IOException io ? io : new IOException(e);
    }
}
