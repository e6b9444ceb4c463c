package io.movein.standin.kubernetes.rules;

import static io.movein.standin.kubernetes.objects.Json.defaultTo;
import static io.movein.standin.kubernetes.objects.Json.ensure;
import static io.movein.standin.kubernetes.objects.Json.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.objects.ObjectKind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** What the API server fills in where the client was silent; of all that it fills in, what somebody here reads. */
public final class Defaults {
    private Defaults() {}

    /** Of every write: also an update that leaves a defaulted field out keeps its default. */
    public static void apply(ObjectKind kind, ObjectNode object) {
        if (kind.equals(Kinds.POD)) {
            podSpec(ensure(object, "spec"));
        } else if (kind.equals(Kinds.JOB)) {
            defaultTo(ensure(object, "spec"), "backoffLimit", 6);
            podSpec(ensure(object, "spec", "template", "spec"));
        } else if (kind.equals(Kinds.SECRET)) {
            secret(object);
        } else if (kind.equals(Kinds.SERVICE)) {
            service(ensure(object, "spec"));
        } else if (kind.equals(Kinds.NAMESPACE)) {
            ensure(object, "metadata", "labels").put("kubernetes.io/metadata.name", Meta.name(object));
        } else if (kind.equals(Kinds.NODE)) {
            ensure(object, "spec");
            var status = ensure(object, "status");
            if (!status.has("allocatable") && status.has("capacity")) {
                status.set("allocatable", status.get("capacity"));
            }
        }
    }

    /** Of a creation only; the object has its uid by now. */
    public static void onCreate(ObjectKind kind, ObjectNode object) {
        if (kind.equals(Kinds.POD)) {
            pod(object);
        } else if (kind.equals(Kinds.JOB)) {
            jobSelector(object);
        } else if (kind.equals(Kinds.NAMESPACE)) {
            object.putObject("status").put("phase", "Active");
        } else if (kind.equals(Kinds.VOLUME_CLAIM)) {
            object.putObject("status").put("phase", "Pending");
            Meta.setFinalizers(object, List.of("kubernetes.io/pvc-protection"));
        }
    }

    private static void podSpec(ObjectNode spec) {
        defaultTo(spec, "restartPolicy", "Always");
        defaultTo(spec, "terminationGracePeriodSeconds", 30);
        for (var containers : List.of("containers", "initContainers")) {
            Json.objects(spec.path(containers)).forEach(Defaults::container);
        }
    }

    private static void container(ObjectNode container) {
        defaultTo(container, "terminationMessagePath", "/dev/termination-log");
        defaultTo(container, "terminationMessagePolicy", "File");
        ensure(container, "resources");
    }

    private static void pod(ObjectNode pod) {
        var spec = ensure(pod, "spec");
        defaultTo(spec, "enableServiceLinks", true);
        defaultTo(spec, "serviceAccountName", "default");
        requestTheLimits(spec);
        pod.putObject("status").put("phase", "Pending");
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

    private static void jobSelector(ObjectNode job) {
        var labels = ensure(job, "spec", "template", "metadata", "labels");
        labels.put("batch.kubernetes.io/controller-uid", Meta.uid(job));
        labels.put("batch.kubernetes.io/job-name", Meta.name(job)).put("job-name", Meta.name(job));
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

    /** Addresses from 10.96.0.0/16; nothing routes them here. */
    private static void service(ObjectNode spec) {
        if (text(spec, "clusterIP").isEmpty()) {
            var random = ThreadLocalRandom.current();
            spec.put("clusterIP", "10.96.%d.%d".formatted(random.nextInt(256), random.nextInt(1, 255)));
        }
    }
}
