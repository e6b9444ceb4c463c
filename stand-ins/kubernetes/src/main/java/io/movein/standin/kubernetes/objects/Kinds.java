package io.movein.standin.kubernetes.objects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** Every kind that the server knows, all of them in version v1 of their group. */
public final class Kinds {
    public static final Kind NAMESPACE = new Kind("", "Namespace", "namespaces", false, true, false);
    public static final Kind NODE = new Kind("", "Node", "nodes", false, true, false);
    public static final Kind POD = new Kind("", "Pod", "pods", true, true, true);
    public static final Kind SECRET = new Kind("", "Secret", "secrets", true, false, false);
    public static final Kind CONFIG_MAP = new Kind("", "ConfigMap", "configmaps", true, false, false);
    public static final Kind SERVICE = new Kind("", "Service", "services", true, true, false);
    public static final Kind SERVICE_ACCOUNT = new Kind("", "ServiceAccount", "serviceaccounts", true, false, false);
    public static final Kind VOLUME_CLAIM =
            new Kind("", "PersistentVolumeClaim", "persistentvolumeclaims", true, true, false);
    public static final Kind VOLUME = new Kind("", "PersistentVolume", "persistentvolumes", false, true, false);
    public static final Kind EVENT = new Kind("", "Event", "events", true, false, false);
    public static final Kind JOB = new Kind("batch", "Job", "jobs", true, true, true);
    public static final Kind NETWORK_POLICY =
            new Kind("networking.k8s.io", "NetworkPolicy", "networkpolicies", true, false, true);
    public static final Kind LEASE = new Kind("coordination.k8s.io", "Lease", "leases", true, false, false);

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
            JOB,
            NETWORK_POLICY,
            LEASE);

    private Kinds() {}

    public static Optional<Kind> byPlural(String group, String plural) {
        return ALL.stream()
                .filter(kind -> kind.group().equals(group) && kind.plural().equals(plural))
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
}
