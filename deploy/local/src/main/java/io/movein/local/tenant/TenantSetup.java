package io.movein.local.tenant;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodStatus;
import io.movein.local.stack.Trouble;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Makes the cluster have a tenant. What is there already stays as it is. */
public final class TenantSetup implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final Duration GONE_WITHIN = Duration.ofSeconds(15);

    private final ApiClient client;
    private final CoreV1Api api;
    private @Nullable PodForward forward;

    public TenantSetup(ApiClient client) {
        this.client = client;
        this.api = new CoreV1Api(client);
    }

    private interface Call {
        void make() throws ApiException;
    }

    /** Returns when its storage answers. */
    public void ensure(LocalTenant tenant) throws InterruptedException {
        var namespace = tenant.namespace();
        ensure(
                "namespace",
                () -> api.createNamespace(TenantObjects.namespace(tenant)).execute());
        for (var secret : TenantObjects.secrets(tenant)) {
            ensure("secret", () -> api.createNamespacedSecret(namespace, secret).execute());
            // the old host may have moved since
            ensure(
                    "secret",
                    () -> api.replaceNamespacedSecret(
                                    Objects.requireNonNull(secret.getMetadata()).getName(), namespace, secret)
                            .execute());
        }
        ensure(
                "registry of secrets",
                () -> api.createNamespacedConfigMap(namespace, TenantObjects.registry(tenant))
                        .execute());
        ensure(
                "claim",
                () -> api.createNamespacedPersistentVolumeClaim(namespace, TenantObjects.claim(tenant))
                        .execute());
        ensure(
                "service",
                () -> api.createNamespacedService(namespace, TenantObjects.service(tenant))
                        .execute());
        awaitServiceAccount(namespace);
        ensure(
                "pod",
                () -> api.createNamespacedPod(namespace, TenantObjects.pod(tenant))
                        .execute());
        awaitStorage(tenant);
    }

    /** A real cluster refuses pods until its controllers have made the account; a stand-in has none to wait for. */
    private void awaitServiceAccount(String namespace) throws InterruptedException {
        var until = Instant.now().plusSeconds(10);
        while (Instant.now().isBefore(until)) {
            try {
                api.readNamespacedServiceAccount("default", namespace).execute();
                return;
            } catch (ApiException e) {
                Thread.sleep(50);
            }
        }
    }

    private void awaitStorage(LocalTenant tenant) throws InterruptedException {
        var until = Instant.now().plus(READY_WITHIN);
        while (!answers(tenant)) {
            if (Instant.now().isAfter(until)) {
                throw new Trouble(
                        "the tenant's storage does not answer after " + READY_WITHIN.toSeconds() + " s; its pod: "
                                + pod(tenant)
                                        .map(pod -> String.valueOf(pod.getStatus()))
                                        .orElse("not there"));
            }
            Thread.sleep(100);
        }
    }

    private boolean answers(LocalTenant tenant) throws InterruptedException {
        var storage = address(tenant);
        if (storage.isEmpty()) {
            return false;
        }
        try (var http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build()) {
            var request = HttpRequest.newBuilder(storage.get().resolve("/health"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private Optional<V1Pod> pod(LocalTenant tenant) {
        try {
            return Optional.of(api.readNamespacedPod(LocalTenant.STORAGE, tenant.namespace())
                    .execute());
        } catch (ApiException e) {
            return Optional.empty();
        }
    }

    /** Where its storage answers now. */
    public URI storage(LocalTenant tenant) {
        return address(tenant)
                .orElseThrow(() -> new Trouble(
                        "the tenant's storage " + tenant.namespace() + "/" + LocalTenant.STORAGE + " has no address"));
    }

    private Optional<URI> address(LocalTenant tenant) {
        var ip = pod(tenant).map(V1Pod::getStatus).map(V1PodStatus::getPodIP);
        return tenant.storage().forwarded()
                ? ip.map(_ -> forward(tenant).address())
                : ip.map(it -> URI.create("http://" + it + ":" + LocalTenant.STORAGE_PORT));
    }

    private PodForward forward(LocalTenant tenant) {
        if (forward == null) {
            forward = new PodForward(client, tenant.namespace(), LocalTenant.STORAGE, LocalTenant.STORAGE_PORT);
        }
        return forward;
    }

    @Override
    public void close() {
        if (forward != null) {
            forward.close();
        }
    }

    /** Removes the tenant with all that is in it; waits a while, as its node may be about to leave and has to end its pod. */
    public void remove(LocalTenant tenant) {
        absent("namespace", () -> api.deleteNamespace(tenant.namespace()).execute());
        var until = Instant.now().plus(GONE_WITHIN);
        while (exists(tenant.namespace()) && Instant.now().isBefore(until)) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private boolean exists(String namespace) {
        try {
            api.readNamespace(namespace).execute();
            return true;
        } catch (ApiException e) {
            return e.getCode() != 404;
        }
    }

    /**
     * Removes the tenants that earlier ones of us left on a cluster when they were ended hard. They lose their onboarding issue
     * first: its number may be ours now, and going away takes a namespace a while.
     */
    public void removeForgotten() {
        attempt("list of namespaces", 404, () -> {
            for (var namespace : api.listNamespace()
                    .labelSelector(TenantObjects.MADE_HERE)
                    .execute()
                    .getItems()) {
                var name = Objects.requireNonNull(namespace.getMetadata()).getName();
                namespace.getMetadata().getLabels().remove(TenantObjects.ONBOARDING);
                attempt(
                        "namespace",
                        409,
                        () -> api.replaceNamespace(name, namespace).execute());
                absent("namespace", () -> api.deleteNamespace(name).execute());
            }
        });
    }

    private static void ensure(String what, Call call) {
        attempt(what, 409, call);
    }

    private static void absent(String what, Call call) {
        attempt(what, 404, call);
    }

    private static void attempt(String what, int harmless, Call call) {
        try {
            call.make();
        } catch (ApiException e) {
            if (e.getCode() != harmless) {
                throw new Trouble(
                        "the cluster did not take the tenant's " + what + ": " + e.getCode() + " "
                                + e.getResponseBody(),
                        e);
            }
        }
    }
}
