package io.movein.standin.kubernetes.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kind;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.objects.Refusal;
import io.movein.standin.kubernetes.objects.Refusal.Cause;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the API server refuses as 422, all problems at once. Far from all of the real one's rules: the obvious ones. */
public final class Validation {
    private static final int LARGEST_DATA = 1024 * 1024;
    private static final int LARGEST_ANNOTATIONS = 256 * 1024;
    private static final Set<String> STANDARD_FINALIZERS = Set.of("kubernetes", "orphan", "foregroundDeletion");
    private static final Map<Kind, List<String>> IMMUTABLE_SPEC = Map.of(
            Kinds.JOB,
                    List.of(
                            "completions",
                            "selector",
                            "template",
                            "completionMode",
                            "podFailurePolicy",
                            "backoffLimitPerIndex",
                            "managedBy",
                            "successPolicy",
                            "podReplacementPolicy"),
            Kinds.VOLUME_CLAIM, List.of("accessModes", "storageClassName", "volumeMode", "selector"));

    private Validation() {}

    /** @throws Refusal 422 with every problem found */
    public static void onCreate(Kind kind, ObjectNode object) {
        var causes = new ArrayList<Cause>();
        name(kind, object, causes);
        common(kind, object, causes);
        refuse(kind, object, causes);
    }

    /** @throws Refusal 422 with every problem found */
    public static void onUpdate(Kind kind, ObjectNode before, ObjectNode after) {
        var causes = new ArrayList<Cause>();
        common(kind, after, causes);
        immutable(kind, before, after, causes);
        refuse(kind, after, causes);
    }

    private static void refuse(Kind kind, ObjectNode object, List<Cause> causes) {
        if (!causes.isEmpty()) {
            throw Refusal.invalid(kind, Meta.name(object), causes);
        }
    }

    private static void name(Kind kind, ObjectNode object, List<Cause> causes) {
        var name = Meta.name(object);
        if (name.isEmpty()) {
            causes.add(Cause.required("metadata.name", "name or generateName is required"));
        } else if (kind.equals(Kinds.NAMESPACE) || kind.equals(Kinds.SERVICE)) {
            Names.label("metadata.name", name).ifPresent(causes::add);
        } else {
            Names.subdomain("metadata.name", name).ifPresent(causes::add);
        }
    }

    private static void common(Kind kind, ObjectNode object, List<Cause> causes) {
        metadata(object.path("metadata"), causes);
        if (kind.equals(Kinds.JOB)) {
            WorkloadValidation.job(object, causes);
        } else if (kind.equals(Kinds.POD)) {
            WorkloadValidation.pod(object.path("spec"), "spec", causes);
        } else if (kind.equals(Kinds.SECRET) || kind.equals(Kinds.CONFIG_MAP)) {
            data(kind, object, causes);
        } else if (kind.equals(Kinds.VOLUME_CLAIM)) {
            volumeClaim(object.path("spec"), causes);
        } else if (kind.equals(Kinds.SERVICE)) {
            service(object.path("spec"), causes);
        } else if (kind.equals(Kinds.NETWORK_POLICY)) {
            NetworkPolicyValidation.check(object.path("spec"), causes);
        }
    }

    private static void metadata(JsonNode metadata, List<Cause> causes) {
        labels(metadata.path("labels"), "metadata.labels", causes);
        var size = 0;
        for (var annotation : metadata.path("annotations").properties()) {
            Names.qualified("metadata.annotations", annotation.getKey()).ifPresent(causes::add);
            size += annotation.getKey().length()
                    + annotation.getValue().asText().length();
        }
        if (size > LARGEST_ANNOTATIONS) {
            causes.add(new Cause(
                    "FieldValueTooLong", "Too long: may not be more than 262144 bytes", "metadata.annotations"));
        }
        Json.objects(metadata.path("ownerReferences")).forEach(owner -> owner(owner, causes));
        var finalizers = Json.texts(metadata.path("finalizers"));
        for (var i = 0; i < finalizers.size(); i++) {
            if (!finalizers.get(i).contains("/") && !STANDARD_FINALIZERS.contains(finalizers.get(i))) {
                causes.add(Cause.invalid(
                        "metadata.finalizers[" + i + "]",
                        finalizers.get(i),
                        "name is neither a standard finalizer name nor is it fully qualified"));
            }
        }
    }

    static void labels(JsonNode labels, String field, List<Cause> causes) {
        for (var label : labels.properties()) {
            Names.qualified(field, label.getKey()).ifPresent(causes::add);
            Names.labelValue(field, label.getValue().asText()).ifPresent(causes::add);
        }
    }

    private static void owner(ObjectNode owner, List<Cause> causes) {
        var field = "metadata.ownerReferences.";
        if (Json.text(owner, "apiVersion").isEmpty()) {
            causes.add(Cause.invalid(field + "apiVersion", "", "version must not be empty"));
        }
        for (var name : List.of("kind", "name", "uid")) {
            if (Json.text(owner, name).isEmpty()) {
                causes.add(Cause.invalid(field + name, "", "must not be empty"));
            }
        }
    }

    private static void data(Kind kind, ObjectNode object, List<Cause> causes) {
        var size = 0;
        for (var field : List.of("data", "binaryData")) {
            for (var entry : object.path(field).properties()) {
                Names.configKey(field, entry.getKey()).ifPresent(causes::add);
                var encoded = kind.equals(Kinds.SECRET) || field.equals("binaryData");
                size += encoded
                        ? decoded(kind, entry.getValue().asText())
                        : entry.getValue().asText().length();
            }
        }
        if (size > LARGEST_DATA) {
            causes.add(new Cause(
                    "FieldValueTooLong",
                    "Too long: may not be more than 1048576 bytes",
                    kind.equals(Kinds.SECRET) ? "data" : ""));
        }
    }

    private static int decoded(Kind kind, String base64) {
        try {
            return Base64.getDecoder().decode(base64).length;
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(
                    "%s in version \"v1\" cannot be handled as a %s: illegal base64 data at input byte 0"
                            .formatted(kind.name(), kind.name()));
        }
    }

    private static void volumeClaim(JsonNode spec, List<Cause> causes) {
        if (spec.path("accessModes").isEmpty()) {
            causes.add(Cause.required("spec.accessModes", "at least 1 access mode is required"));
        }
        if (!Json.at(spec, "resources", "requests").has("storage")) {
            causes.add(Cause.required("spec.resources[storage]", ""));
        }
    }

    private static void service(JsonNode spec, List<Cause> causes) {
        if (spec.path("ports").isEmpty()
                && !Json.text(spec, "clusterIP").equals("None")
                && !Json.text(spec, "type").equals("ExternalName")) {
            causes.add(Cause.required("spec.ports", ""));
        }
    }

    private static void immutable(Kind kind, ObjectNode before, ObjectNode after, List<Cause> causes) {
        if (kind.equals(Kinds.JOB) && WorkloadValidation.mayChangeTemplate(before)) {
            return;
        }
        for (var field : IMMUTABLE_SPEC.getOrDefault(kind, List.of())) {
            var now = Json.at(after, "spec", field);
            if (!now.equals(Json.at(before, "spec", field))) {
                causes.add(Cause.invalidNumber("spec." + field, now.toString(), "field is immutable"));
            }
        }
        if (kind.equals(Kinds.POD) && WorkloadValidation.changedPodSpec(before, after)) {
            causes.add(Cause.forbidden("spec", WorkloadValidation.POD_UPDATES));
        }
        if ((kind.equals(Kinds.SECRET) || kind.equals(Kinds.CONFIG_MAP))
                && before.path("immutable").asBoolean()
                && !before.path("data").equals(after.path("data"))) {
            causes.add(Cause.forbidden("data", "field is immutable when `immutable` is set"));
        }
        if (kind.equals(Kinds.SECRET) && !before.path("type").equals(after.path("type"))) {
            causes.add(Cause.invalid("type", Json.text(after, "type"), "field is immutable"));
        }
    }
}
