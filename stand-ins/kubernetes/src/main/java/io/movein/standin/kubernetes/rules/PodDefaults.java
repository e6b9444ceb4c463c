package io.movein.standin.kubernetes.rules;

import static io.movein.standin.kubernetes.objects.Json.defaultTo;
import static io.movein.standin.kubernetes.objects.Json.ensure;
import static io.movein.standin.kubernetes.objects.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Quantity;
import java.util.List;

/** Defaults of a pod's spec, and what admission adds to a pod. */
final class PodDefaults {
    private static final int FILE_MODE = 0644;

    private PodDefaults() {}

    static void spec(ObjectNode spec) {
        defaultTo(spec, "restartPolicy", "Always");
        defaultTo(spec, "terminationGracePeriodSeconds", 30);
        defaultTo(spec, "dnsPolicy", "ClusterFirst");
        defaultTo(spec, "schedulerName", "default-scheduler");
        ensure(spec, "securityContext");
        if (!text(spec, "serviceAccountName").isEmpty()) {
            spec.put("serviceAccount", text(spec, "serviceAccountName"));
        }
        for (var containers : List.of("containers", "initContainers")) {
            Json.objects(spec.path(containers)).forEach(PodDefaults::container);
        }
        Json.objects(spec.path("volumes")).forEach(PodDefaults::volume);
    }

    /** What only a pod gets, not a template. */
    static void admit(ObjectNode pod) {
        var spec = ensure(pod, "spec");
        defaultTo(spec, "enableServiceLinks", true);
        defaultTo(spec, "serviceAccountName", "default");
        spec.put("serviceAccount", text(spec, "serviceAccountName"));
        requestTheLimits(spec);
        spec.put("priority", 0).put("preemptionPolicy", "PreemptLowerPriority");
        tolerate(spec, Taints.NOT_READY);
        tolerate(spec, Taints.UNREACHABLE);
        pod.putObject("status").put("phase", "Pending").put("qosClass", qosClass(spec));
    }

    /** The real API server is told by flag how long; here the same as the real control plane of the contract tests. */
    private static void tolerate(ObjectNode spec, String taint) {
        var tolerated = Json.stream(spec.path("tolerations"))
                .anyMatch(toleration -> text(toleration, "key").equals(taint));
        if (!tolerated) {
            Json.ensureArray(spec, "tolerations")
                    .addObject()
                    .put("effect", "NoExecute")
                    .put("key", taint)
                    .put("operator", "Exists")
                    .put("tolerationSeconds", 10);
        }
    }

    private static void container(ObjectNode container) {
        defaultTo(container, "imagePullPolicy", pullPolicy(text(container, "image")));
        defaultTo(container, "terminationMessagePath", "/dev/termination-log");
        defaultTo(container, "terminationMessagePolicy", "File");
        Json.objects(container.path("ports")).forEach(port -> defaultTo(port, "protocol", "TCP"));
        for (var env : Json.objects(container.path("env"))) {
            if (Json.at(env, "valueFrom", "fieldRef") instanceof ObjectNode field) {
                defaultTo(field, "apiVersion", "v1");
            }
        }
        Quantities.shorten(ensure(container, "resources"), "limits", "requests");
    }

    /** Only a pod's: in a template the limits stand alone. */
    private static void requestTheLimits(ObjectNode spec) {
        for (var containers : List.of("containers", "initContainers")) {
            for (var container : Json.objects(spec.path(containers))) {
                if (Json.at(container, "resources", "limits") instanceof ObjectNode limits) {
                    var requests = ensure(container, "resources", "requests");
                    limits.properties().forEach(limit -> defaultTo(requests, limit.getKey(), limit.getValue()));
                }
            }
        }
    }

    private static String pullPolicy(String image) {
        var afterSlash = image.substring(image.lastIndexOf('/') + 1);
        var tagged = afterSlash.contains("@") || afterSlash.contains(":") && !afterSlash.endsWith(":latest");
        return tagged ? "IfNotPresent" : "Always";
    }

    private static void volume(ObjectNode volume) {
        for (var source : List.of("secret", "configMap", "projected", "downwardAPI")) {
            if (volume.get(source) instanceof ObjectNode found) {
                defaultTo(found, "defaultMode", FILE_MODE);
            }
        }
        if (volume.get("emptyDir") instanceof ObjectNode directory && directory.has("sizeLimit")) {
            directory.put("sizeLimit", Quantity.canonical(text(directory, "sizeLimit")));
        }
        if (volume.size() == 1) {
            volume.putObject("emptyDir");
        }
    }

    static String qosClass(JsonNode spec) {
        var resources = Json.stream(spec.path("containers"))
                .map(container -> container.path("resources"))
                .toList();
        if (resources.stream()
                .allMatch(each ->
                        each.path("requests").isEmpty() && each.path("limits").isEmpty())) {
            return "BestEffort";
        }
        return resources.stream().allMatch(PodDefaults::isGuaranteed) ? "Guaranteed" : "Burstable";
    }

    private static boolean isGuaranteed(JsonNode resources) {
        return List.of("cpu", "memory").stream()
                .allMatch(name -> resources.path("limits").has(name)
                        && resources
                                .path("limits")
                                .path(name)
                                .equals(resources.path("requests").path(name)));
    }
}
