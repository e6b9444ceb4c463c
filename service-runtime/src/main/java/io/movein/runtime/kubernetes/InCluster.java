package io.movein.runtime.kubernetes;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.credentials.Authentication;
import io.kubernetes.client.util.credentials.RefreshAuthentication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/** The way to the cluster in which the service is a pod. */
public final class InCluster {
    private static final Duration TOKEN_LASTS = Duration.ofMinutes(1);

    private InCluster() {}

    /** A client with the rights of the pod's service account. */
    public static ApiClient client() throws IOException {
        return ClientBuilder.cluster()
                .setAuthentication(token(Path.of(Config.SERVICEACCOUNT_TOKEN_PATH), System::nanoTime))
                .build();
    }

    /**
     * The cluster renews the token in its file, so it is read again every minute. The client's own way asks the wall clock when that is:
     * where it is set back by an hour, an expired token would be used for an hour.
     */
    static Authentication token(Path file, LongSupplier nanos) {
        InstantSource passing = () -> Instant.EPOCH.plusNanos(nanos.getAsLong());
        return new RefreshAuthentication(() -> read(file), TOKEN_LASTS, passing.withZone(ZoneOffset.UTC));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the service account's token '" + file + "'", e);
        }
    }
}
