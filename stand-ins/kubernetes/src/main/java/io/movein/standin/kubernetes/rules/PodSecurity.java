package io.movein.standin.kubernetes.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.objects.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The level {@code restricted} of Pod Security admission, in namespaces that enforce it by their label. */
public final class PodSecurity {
    private static final String ENFORCE = "pod-security.kubernetes.io/enforce";

    private PodSecurity() {}

    /** @throws Refusal 403 naming every violation */
    public static void enforce(ObjectNode namespace, ObjectNode pod) {
        if (!Json.text(namespace, "metadata", "labels", ENFORCE).equals("restricted")) {
            return;
        }
        var spec = pod.path("spec");
        var violations = new ArrayList<String>();
        check(
                spec,
                violations,
                "allowPrivilegeEscalation != false",
                "securityContext.allowPrivilegeEscalation=false",
                container -> isFalse(Json.at(container, "securityContext", "allowPrivilegeEscalation")));
        check(
                spec,
                violations,
                "unrestricted capabilities",
                "securityContext.capabilities.drop=[\"ALL\"]",
                container -> Json.texts(Json.at(container, "securityContext", "capabilities", "drop"))
                        .contains("ALL"));
        checkPodOrContainer(
                spec,
                violations,
                "runAsNonRoot != true",
                "securityContext.runAsNonRoot=true",
                context -> context.path("runAsNonRoot").asBoolean());
        checkPodOrContainer(
                spec,
                violations,
                "seccompProfile",
                "securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"",
                context ->
                        List.of("RuntimeDefault", "Localhost").contains(Json.text(context, "seccompProfile", "type")));
        if (!violations.isEmpty()) {
            throw Refusal.forbidden(
                    Kinds.POD,
                    Meta.name(pod),
                    "violates PodSecurity \"restricted:latest\": " + String.join(", ", violations));
        }
    }

    private interface Rule {
        boolean holds(JsonNode node);
    }

    private static void check(JsonNode spec, List<String> violations, String what, String remedy, Rule rule) {
        var bad = containers(spec).stream()
                .filter(container -> !rule.holds(container))
                .toList();
        if (!bad.isEmpty()) {
            violations.add("%s (%s must set %s)".formatted(what, names(bad), remedy));
        }
    }

    private static void checkPodOrContainer(
            JsonNode spec, List<String> violations, String what, String remedy, Rule rule) {
        var bad = containers(spec).stream()
                .filter(container -> !rule.holds(container.path("securityContext")))
                .toList();
        if (!rule.holds(spec.path("securityContext")) && !bad.isEmpty()) {
            violations.add("%s (pod or %s must set %s)".formatted(what, names(bad), remedy));
        }
    }

    private static List<ObjectNode> containers(JsonNode spec) {
        var all = new ArrayList<>(Json.objects(spec.path("initContainers")));
        all.addAll(Json.objects(spec.path("containers")));
        return all;
    }

    private static String names(List<ObjectNode> containers) {
        var names = containers.stream()
                .map(container -> "\"" + Json.text(container, "name") + "\"")
                .collect(Collectors.joining(", "));
        return (containers.size() == 1 ? "container " : "containers ") + names;
    }

    private static boolean isFalse(JsonNode value) {
        return value.isBoolean() && !value.asBoolean();
    }
}
