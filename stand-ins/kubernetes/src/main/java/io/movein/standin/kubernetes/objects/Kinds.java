package io.movein.standin.kubernetes.objects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** Every kind that the server knows. */
public final class Kinds {
    public static final Kind NAMESPACE = core("Namespace", "namespaces", false, true, false, "ns");
    public static final Kind NODE = core("Node", "nodes", false, true, false, "no");
    public static final Kind POD = core("Pod", "pods", true, true, true, "po");
    public static final Kind SECRET = core("Secret", "secrets", true, false, false);
    public static final Kind CONFIG_MAP = core("ConfigMap", "configmaps", true, false, false, "cm");
    public static final Kind SERVICE = core("Service", "services", true, true, false, "svc");
    public static final Kind SERVICE_ACCOUNT = core("ServiceAccount", "serviceaccounts", true, false, false, "sa");
    public static final Kind VOLUME_CLAIM =
            core("PersistentVolumeClaim", "persistentvolumeclaims", true, true, false, "pvc");
    public static final Kind VOLUME = core("PersistentVolume", "persistentvolumes", false, true, false, "pv");
    public static final Kind EVENT = core("Event", "events", true, false, false, "ev");
    public static final Kind QUOTA = core("ResourceQuota", "resourcequotas", true, true, false, "quota");
    public static final Kind LIMIT_RANGE = core("LimitRange", "limitranges", true, false, false, "limits");
    public static final Kind JOB = new Kind("batch", "v1", "Job", "jobs", true, true, true, List.of());
    public static final Kind NETWORK_POLICY = new Kind(
            "networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", true, false, true, List.of("netpol"));
    public static final Kind LEASE =
            new Kind("coordination.k8s.io", "v1", "Lease", "leases", true, false, false, List.of());

    /** Only named in messages. */
    public static final Kind DELETE_OPTIONS =
            new Kind("", "v1", "DeleteOptions", "deleteoptions", false, false, false, List.of());

    public static final List<Kind> ALL = List.of(
            NAMESPACE,
            NODE,
            POD,
            SECRET,
            CONFIG_MAP,
            SERVICE,
            SERVICE_ACCOUNT,
            VOLUME_CLAIM,
            VOLUME,
            EVENT,
            QUOTA,
            LIMIT_RANGE,
            JOB,
            NETWORK_POLICY,
            LEASE);

    private Kinds() {}

    public static Optional<Kind> byPlural(String group, String version, String plural) {
        return ALL.stream()
                .filter(kind -> kind.group().equals(group)
                        && kind.version().equals(version)
                        && kind.plural().equals(plural))
                .findFirst();
    }

    /** The kind that an owner reference or a whole object names. */
    public static Optional<Kind> of(JsonNode typed) {
        var apiVersion = Json.text(typed, "apiVersion");
        var name = Json.text(typed, "kind");
        return ALL.stream()
                .filter(kind ->
                        kind.apiVersion().equals(apiVersion) && kind.name().equals(name))
                .findFirst();
    }

    public static boolean hasGroup(String group, String version) {
        return ALL.stream()
                .anyMatch(kind -> kind.group().equals(group) && kind.version().equals(version));
    }

    private static Kind core(
            String name, String plural, boolean namespaced, boolean status, boolean generation, String... shortNames) {
        return new Kind("", "v1", name, plural, namespaced, status, generation, List.of(shortNames));
    }
}
