package io.movein.standin.kubernetes.rules;

import static io.movein.standin.kubernetes.objects.Json.defaultTo;
import static io.movein.standin.kubernetes.objects.Json.ensure;
import static io.movein.standin.kubernetes.objects.Json.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kind;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** What the API server fills in where the client was silent. */
public final class Defaults {
    private Defaults() {}

    /** Of every write: also an update that leaves a defaulted field out keeps its default. */
    public static void apply(Kind kind, ObjectNode object) {
        Times.normalise(object);
        if (kind.equals(Kinds.POD)) {
            PodDefaults.spec(ensure(object, "spec"));
        } else if (kind.equals(Kinds.JOB)) {
            job(ensure(object, "spec"));
        } else if (kind.equals(Kinds.SECRET)) {
            secret(object);
        } else if (kind.equals(Kinds.SERVICE)) {
            service(ensure(object, "spec"));
        } else if (kind.equals(Kinds.VOLUME_CLAIM)) {
            defaultTo(ensure(object, "spec"), "volumeMode", "Filesystem");
            Quantities.shorten(ensure(object, "spec", "resources"), "limits", "requests");
        } else if (kind.equals(Kinds.NETWORK_POLICY)) {
            networkPolicy(ensure(object, "spec"));
        } else if (kind.equals(Kinds.NAMESPACE)) {
            ensure(object, "metadata", "labels").put("kubernetes.io/metadata.name", Meta.name(object));
        } else if (kind.equals(Kinds.NODE)) {
            node(object);
        }
    }

    /** Of a creation only; the object has its uid by now. */
    public static void onCreate(Kind kind, ObjectNode object) {
        if (kind.equals(Kinds.POD)) {
            PodDefaults.admit(object);
        } else if (kind.equals(Kinds.JOB)) {
            jobSelector(object);
        } else if (kind.equals(Kinds.NAMESPACE)) {
            ensure(object, "spec").putArray("finalizers").add("kubernetes");
            object.putObject("status").put("phase", "Active");
        } else if (kind.equals(Kinds.NODE)) {
            Taints.set(object, Taints.NOT_READY, "NoSchedule", null);
        } else if (kind.equals(Kinds.VOLUME_CLAIM)) {
            object.putObject("status").put("phase", "Pending");
            Meta.setFinalizers(object, List.of("kubernetes.io/pvc-protection"));
        } else if (kind.equals(Kinds.SERVICE)) {
            ensure(object, "status").putObject("loadBalancer");
        }
    }

    private static void job(ObjectNode spec) {
        if (!spec.has("completions") && !spec.has("parallelism")) {
            spec.put("completions", 1);
        }
        defaultTo(spec, "parallelism", 1);
        defaultTo(spec, "backoffLimit", 6);
        defaultTo(spec, "completionMode", "NonIndexed");
        defaultTo(spec, "manualSelector", false);
        defaultTo(spec, "podReplacementPolicy", spec.has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
        defaultTo(spec, "suspend", false);
        PodDefaults.spec(ensure(spec, "template", "spec"));
    }

    private static void jobSelector(ObjectNode job) {
        var spec = ensure(job, "spec");
        if (spec.path("manualSelector").asBoolean()) {
            return;
        }
        var uid = Meta.uid(job);
        var labels = ensure(spec, "template", "metadata", "labels");
        labels.put("batch.kubernetes.io/controller-uid", uid).put("batch.kubernetes.io/job-name", Meta.name(job));
        labels.put("controller-uid", uid).put("job-name", Meta.name(job));
        ensure(spec, "selector", "matchLabels").put("batch.kubernetes.io/controller-uid", uid);
        if (Json.at(job, "metadata", "labels").isEmpty()) {
            ensure(job, "metadata").set("labels", labels.deepCopy());
        }
    }

    private static void secret(ObjectNode secret) {
        defaultTo(secret, "type", "Opaque");
        if (secret.remove("stringData") instanceof ObjectNode plain) {
            var data = ensure(secret, "data");
            plain.properties()
                    .forEach(entry ->
                            data.put(entry.getKey(), base64(entry.getValue().asText())));
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void service(ObjectNode spec) {
        defaultTo(spec, "type", "ClusterIP");
        defaultTo(spec, "sessionAffinity", "None");
        defaultTo(spec, "internalTrafficPolicy", "Cluster");
        for (var port : Json.objects(spec.path("ports"))) {
            defaultTo(port, "protocol", "TCP");
            if (!port.hasNonNull("targetPort")) {
                port.set("targetPort", port.path("port"));
            }
        }
        if (text(spec, "clusterIP").isEmpty()) {
            ClusterIps.assign(spec);
        }
    }

    private static void networkPolicy(ObjectNode spec) {
        ensure(spec, "podSelector");
        if (spec.path("policyTypes").isEmpty()) {
            var types = spec.putArray("policyTypes").add("Ingress");
            if (spec.has("egress")) {
                types.add("Egress");
            }
        }
        for (var direction : List.of("ingress", "egress")) {
            for (var rule : Json.objects(spec.path(direction))) {
                Json.objects(rule.path("ports")).forEach(port -> defaultTo(port, "protocol", "TCP"));
            }
        }
    }

    private static void node(ObjectNode node) {
        ensure(node, "spec");
        Quantities.shorten(ensure(node, "status"), "capacity", "allocatable");
        defaultTo(ensure(node, "status", "daemonEndpoints", "kubeletEndpoint"), "Port", 0);
        var info = ensure(node, "status", "nodeInfo");
        for (var field : List.of(
                "architecture",
                "bootID",
                "containerRuntimeVersion",
                "kernelVersion",
                "kubeProxyVersion",
                "kubeletVersion",
                "machineID",
                "operatingSystem",
                "osImage",
                "systemUUID")) {
            defaultTo(info, field, "");
        }
        if (!node.path("status").has("allocatable") && node.path("status").has("capacity")) {
            ensure(node, "status").set("allocatable", node.path("status").path("capacity"));
        }
    }
}
