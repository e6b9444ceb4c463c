package io.movein.local.tenant;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.local.stack.Trouble;

/** Makes the cluster have a tenant. What is there already stays as it is. */
public final class TenantSetup {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    private final CoreV1Api api;

    public TenantSetup(ApiClient client) {
        this.api = new CoreV1Api(client);
    }

    private interface Call {
        void make() throws ApiException;
    }

    /**
     * Returns when its storage answers.
     *
     * @param arguments and environment of the storage's program
     */
    public void ensure(Tenant tenant, List<String> arguments, Map<String, String> environment) throws InterruptedException {
        var namespace = tenant.namespace();
        ensure("namespace " + namespace, () -> api.createNamespace(TenantObjects.namespace(tenant)).execute());
        TenantObjects.secrets(tenant).forEach(secret -> ensure("secret", () -> api.createNamespacedSecret(namespace, secret).execute()));
        if (tenant.boundByHand()) {
            ensure("volume", () -> api.createPersistentVolume(TenantObjects.volume(tenant)).execute());
        }
        ensure("claim", () -> api.createNamespacedPersistentVolumeClaim(namespace, TenantObjects.claim(tenant)).execute());
        ensure("service", () -> api.createNamespacedService(namespace, TenantObjects.service(tenant)).execute());
        var pod = TenantObjects.pod(tenant, arguments, environment);
        awaitServiceAccount(namespace);
        ensure("pod", () -> api.createNamespacedPod(namespace, pod).execute());
        awaitRunning(namespace);
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

    private void awaitRunning(String namespace) throws InterruptedException {
        var until = Instant.now().plus(READY_WITHIN);
        var last = "nothing was seen of it";
        while (Instant.now().isBefore(until)) {
            try {
                var pod = api.readNamespacedPod(Tenant.STORAGE, namespace).execute();
                if (ready(pod)) {
                    return;
                }
                last = Objects.requireNonNull(pod.getStatus()).toString();
            } catch (ApiException e) {
                last = e.getCode() + " " + e.getResponseBody();
            }
            Thread.sleep(100);
        }
        throw new Trouble("the tenant's storage " + namespace + "/" + Tenant.STORAGE + " is not ready after "
                + READY_WITHIN.toSeconds() + " s: " + last);
    }

    private static boolean ready(V1Pod pod) {
        var status = pod.getStatus();
        return status != null && status.getConditions() != null && status.getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready") && condition.getStatus().equals("True"));
    }

    /** Removes the tenant with all that is in it. */
    public void remove(Tenant tenant) {
        absent("namespace", () -> api.deleteNamespace(tenant.namespace()).execute());
        if (tenant.boundByHand()) {
            absent("volume", () -> api.deletePersistentVolume(tenant.volume()).execute());
        }
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
                throw new Trouble("the cluster did not take the tenant's " + what + ": " + e.getCode() + " " + e.getResponseBody(), e);
            }
        }
    }
}
