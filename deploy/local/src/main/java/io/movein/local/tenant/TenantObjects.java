package io.movein.local.tenant;

import static io.movein.local.tenant.LocalTenant.STORAGE;
import static io.movein.local.tenant.LocalTenant.STORAGE_PORT;

import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1Capabilities;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1EnvVarSource;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectFieldSelector;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimSpec;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimVolumeSource;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSecurityContext;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1ResourceRequirements;
import io.kubernetes.client.openapi.models.V1SeccompProfile;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1SecretVolumeSource;
import io.kubernetes.client.openapi.models.V1SecurityContext;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import io.kubernetes.client.openapi.models.V1VolumeResourceRequirements;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a tenant is made of on the cluster. Pure: the same tenant gives the same objects. */
final class TenantObjects {
    static final String MADE_HERE = "movein.io/made-by-movein-local";
    static final String ONBOARDING = "movein.io/onboarding-issue";
    private static final Map<String, String> APP = Map.of("app.kubernetes.io/name", STORAGE);
    private static final Map<String, Quantity> SIZE = Map.of("storage", new Quantity("2Gi"));

    private TenantObjects() {}

    static V1Namespace namespace(LocalTenant tenant) {
        return new V1Namespace()
                .metadata(new V1ObjectMeta()
                        .name(tenant.namespace())
                        .labels(Map.of(
                                MADE_HERE,
                                "true",
                                ONBOARDING,
                                Integer.toString(tenant.onboardingIssue()),
                                "pod-security.kubernetes.io/enforce",
                                "restricted"))
                        .annotations(Map.of(
                                "movein.io/owner-ids",
                                tenant.ownerIds().stream().map(String::valueOf).collect(Collectors.joining(",")))));
    }

    static List<V1Secret> secrets(LocalTenant tenant) {
        return tenant.secrets().entrySet().stream()
                .map(entry -> new V1Secret()
                        .type("Opaque")
                        .stringData(entry.getValue())
                        .metadata(meta(tenant, entry.getKey())))
                .toList();
    }

    /** Registers all of them for migrations. */
    static V1ConfigMap registry(LocalTenant tenant) {
        return new V1ConfigMap()
                .metadata(meta(tenant, "movein-secrets"))
                .data(tenant.secrets().keySet().stream().collect(Collectors.toMap(name -> name, _ -> "")));
    }

    static V1PersistentVolumeClaim claim(LocalTenant tenant) {
        return new V1PersistentVolumeClaim()
                .metadata(meta(tenant, STORAGE))
                .spec(new V1PersistentVolumeClaimSpec()
                        .accessModes(List.of("ReadWriteOnce"))
                        .storageClassName(tenant.storage().storageClass())
                        .resources(new V1VolumeResourceRequirements().requests(SIZE)));
    }

    static V1Service service(LocalTenant tenant) {
        return new V1Service()
                .metadata(meta(tenant, STORAGE).labels(Map.of("movein.io/interface", "storage")))
                .spec(new V1ServiceSpec()
                        .selector(APP)
                        .ports(List.of(new V1ServicePort()
                                .name("http")
                                .port(STORAGE_PORT)
                                .targetPort(new IntOrString("http")))));
    }

    static V1Pod pod(LocalTenant tenant) {
        return new V1Pod()
                .metadata(meta(tenant, STORAGE).labels(APP))
                .spec(new V1PodSpec()
                        .restartPolicy("Always")
                        .automountServiceAccountToken(false)
                        .overhead(null) // the client would send an empty one, which admission refuses
                        .containers(List.of(container(tenant)))
                        .securityContext(new V1PodSecurityContext()
                                .runAsNonRoot(true)
                                .runAsUser(65532L)
                                .fsGroup(65532L)
                                .seccompProfile(new V1SeccompProfile().type("RuntimeDefault")))
                        .volumes(List.of(
                                new V1Volume()
                                        .name("data")
                                        .persistentVolumeClaim(
                                                new V1PersistentVolumeClaimVolumeSource().claimName(STORAGE)),
                                new V1Volume().name("token").secret(new V1SecretVolumeSource().secretName(STORAGE)))));
    }

    private static V1Container container(LocalTenant tenant) {
        var resources = Map.of("cpu", new Quantity("500m"), "memory", new Quantity("512Mi"));
        return new V1Container()
                .name(STORAGE)
                .image(tenant.storage().image())
                .command(
                        tenant.storage().command().isEmpty()
                                ? null
                                : tenant.storage().command())
                .env(List.of(
                        // a volume may have its own lost+found
                        new V1EnvVar().name("STORAGE_FOLDER").value("/data/library"),
                        new V1EnvVar().name("STORAGE_TOKEN_FILE").value("/var/run/secrets/storage/token"),
                        host(tenant.storage()),
                        new V1EnvVar().name("STORAGE_PORT").value(Integer.toString(STORAGE_PORT))))
                .ports(List.of(new V1ContainerPort().name("http").containerPort(STORAGE_PORT)))
                .resources(new V1ResourceRequirements().requests(resources).limits(resources))
                .volumeMounts(List.of(
                        new V1VolumeMount().name("data").mountPath("/data"),
                        new V1VolumeMount()
                                .name("token")
                                .mountPath("/var/run/secrets/storage")
                                .readOnly(true)))
                .securityContext(new V1SecurityContext()
                        .allowPrivilegeEscalation(false)
                        .capabilities(new V1Capabilities().drop(List.of("ALL"))));
    }

    private static V1ObjectMeta meta(LocalTenant tenant, String name) {
        return new V1ObjectMeta().namespace(tenant.namespace()).name(name);
    }

    /** What is forwarded arrives on the pod's loopback; pods of the local node share this machine's, so theirs are told apart. */
    private static V1EnvVar host(StorageProgram storage) {
        var host = new V1EnvVar().name("STORAGE_HOST");
        return storage.forwarded()
                ? host.value("0.0.0.0")
                : host.valueFrom(new V1EnvVarSource().fieldRef(new V1ObjectFieldSelector().fieldPath("status.podIP")));
    }
}
