package io.movein.standin.kubernetes.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Quantity;
import io.movein.standin.kubernetes.objects.Refusal.Cause;
import java.util.HashSet;
import java.util.List;

/** Rules for pods and for the pod template of a Job. */
final class WorkloadValidation {
    static final String POD_UPDATES =
            "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
                    + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
                    + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";
    private static final List<String> CHANGEABLE =
            List.of("activeDeadlineSeconds", "tolerations", "nodeName", "schedulingGates");

    private WorkloadValidation() {}

    static void job(ObjectNode job, List<Cause> causes) {
        var spec = job.path("spec");
        for (var field : List.of(
                "parallelism", "completions", "backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished")) {
            if (spec.path(field).asLong() < 0) {
                causes.add(Cause.invalidNumber(
                        "spec." + field, spec.path(field).asText(), "must be greater than or equal to 0"));
            }
        }
        Validation.labels(Json.at(spec, "template", "metadata", "labels"), "spec.template.labels", causes);
        var template = Json.at(spec, "template", "spec");
        pod(template, "spec.template.spec", causes);
        var restart = Json.text(template, "restartPolicy");
        if (restart.equals("Always")) {
            causes.add(Cause.required("spec.template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\""));
        }
    }

    /** A suspended Job that has not begun may get other scheduling directives; its other fields stay. */
    static boolean mayChangeTemplate(ObjectNode job) {
        return Json.at(job, "spec", "suspend").asBoolean()
                && !job.path("status").has("startTime");
    }

    static void pod(JsonNode spec, String at, List<Cause> causes) {
        if (spec.path("containers").isEmpty()) {
            causes.add(Cause.required(at + ".containers", ""));
        }
        var names = new HashSet<String>();
        for (var list : List.of("initContainers", "containers")) {
            for (var i = 0; i < spec.path(list).size(); i++) {
                container(spec, spec.path(list).get(i), "%s.%s[%d]".formatted(at, list, i), names, causes);
            }
        }
        if (!List.of("Always", "OnFailure", "Never").contains(Json.text(spec, "restartPolicy"))) {
            causes.add(Cause.notSupported(
                    at + ".restartPolicy", Json.text(spec, "restartPolicy"), "Always", "OnFailure", "Never"));
        }
    }

    private static void container(
            JsonNode spec, JsonNode container, String at, HashSet<String> names, List<Cause> causes) {
        var name = Json.text(container, "name");
        if (name.isEmpty()) {
            causes.add(Cause.required(at + ".name", ""));
        } else {
            Names.label(at + ".name", name).ifPresent(causes::add);
        }
        if (Json.text(container, "image").isEmpty()) {
            causes.add(Cause.required(at + ".image", ""));
        }
        if (!name.isEmpty() && !names.add(name)) {
            causes.add(new Cause("FieldValueDuplicate", "Duplicate value: \"%s\"".formatted(name), at + ".name"));
        }
        mounts(spec, container, at, causes);
        resources(container.path("resources"), at + ".resources", causes);
    }

    private static void mounts(JsonNode spec, JsonNode container, String at, List<Cause> causes) {
        var volumes = Json.stream(spec.path("volumes"))
                .map(volume -> Json.text(volume, "name"))
                .toList();
        for (var i = 0; i < container.path("volumeMounts").size(); i++) {
            var name = Json.text(container.path("volumeMounts").get(i), "name");
            if (!volumes.contains(name)) {
                causes.add(new Cause(
                        "FieldValueNotFound",
                        "Not found: \"%s\"".formatted(name),
                        "%s.volumeMounts[%d].name".formatted(at, i)));
            }
        }
    }

    private static void resources(JsonNode resources, String at, List<Cause> causes) {
        for (var request : resources.path("requests").properties()) {
            var limit = Json.text(resources, "limits", request.getKey());
            if (!limit.isEmpty() && Quantity.of(request.getValue().asText()).compareTo(Quantity.of(limit)) > 0) {
                causes.add(Cause.invalid(
                        at + ".requests",
                        request.getValue().asText(),
                        "must be less than or equal to %s limit of %s".formatted(request.getKey(), limit)));
            }
        }
    }

    static boolean changedPodSpec(ObjectNode before, ObjectNode after) {
        return !fixed(before).equals(fixed(after));
    }

    private static ObjectNode fixed(ObjectNode pod) {
        var spec = Json.ensure(pod.deepCopy(), "spec");
        spec.remove(CHANGEABLE);
        Json.objects(spec.path("containers")).forEach(container -> container.remove("image"));
        return spec;
    }
}
