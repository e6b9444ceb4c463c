package io.movein.standin.kubernetes.objects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** Every kind that the server knows, all of them in version v1 of their group. */
public final class Kinds {
    public static final ObjectKind NAMESPACE = new ObjectKind("", "Namespace", "namespaces", false, true, false);
    public static final ObjectKind NODE = new ObjectKind("", "Node", "nodes", false, true, false);
    public static final ObjectKind POD = new ObjectKind("", "Pod", "pods", true, true, true);
    public static final ObjectKind SECRET = new ObjectKind("", "Secret", "secrets", true, false, false);
    public static final ObjectKind CONFIG_MAP = new ObjectKind("", "ConfigMap", "configmaps", true, false, false);
    public static final ObjectKind SERVICE = new ObjectKind("", "Service", "services", true, true, false);
    public static final ObjectKind SERVICE_ACCOUNT =
            new ObjectKind("", "ServiceAccount", "serviceaccounts", true, false, false);
    public static final ObjectKind VOLUME_CLAIM =
            new ObjectKind("", "PersistentVolumeClaim", "persistentvolumeclaims", true, true, false);
    public static final ObjectKind VOLUME =
            new ObjectKind("", "PersistentVolume", "persistentvolumes", false, true, false);
    public static final ObjectKind EVENT = new ObjectKind("", "Event", "events", true, false, false);
    public static final ObjectKind JOB = new ObjectKind("batch", "Job", "jobs", true, true, true);
    public static final ObjectKind NETWORK_POLICY =
            new ObjectKind("networking.k8s.io", "NetworkPolicy", "networkpolicies", true, false, true);
    public static final ObjectKind LEASE = new ObjectKind("coordination.k8s.io", "Lease", "leases", true, false, false);

    public static final List<ObjectKind> ALL = List.of(
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
            JOB,
            NETWORK_POLICY,
            LEASE);

    private Kinds() {}

    public static Optional<ObjectKind> byPlural(String group, String plural) {
        return ALL.stream()
                .filter(kind -> kind.group().equals(group) && kind.plural().equals(plural))
                .findFirst();
    }

    /** The kind that an owner reference or a whole object names. */
    public static Optional<ObjectKind> of(JsonNode typed) {
        var apiVersion = Json.text(typed, "apiVersion");
        var name = Json.text(typed, "kind");
        return ALL.stream()
                .filter(kind ->
                        kind.apiVersion().equals(apiVersion) && kind.name().equals(name))
                .findFirst();
    }
}
