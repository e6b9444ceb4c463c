package io.movein.standin.kubernetes.objects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** A field selector: a few fields of each kind, by equality, as the real server indexes them. */
public final class FieldSelector implements Predicate<JsonNode> {
    private static final Set<String> OF_ALL = Set.of("metadata.name", "metadata.namespace");
    private static final Map<Kind, Set<String>> OF_KIND = Map.of(
            Kinds.POD,
            Set.of(
                    "spec.nodeName",
                    "spec.restartPolicy",
                    "spec.schedulerName",
                    "spec.serviceAccountName",
                    "status.phase",
                    "status.podIP",
                    "status.nominatedNodeName"),
            Kinds.NODE,
            Set.of("spec.unschedulable"),
            Kinds.NAMESPACE,
            Set.of("status.phase"),
            Kinds.JOB,
            Set.of("status.successful"),
            Kinds.SECRET,
            Set.of("type"),
            Kinds.EVENT,
            Set.of(
                    "involvedObject.kind",
                    "involvedObject.namespace",
                    "involvedObject.name",
                    "involvedObject.uid",
                    "involvedObject.apiVersion",
                    "involvedObject.resourceVersion",
                    "involvedObject.fieldPath",
                    "reason",
                    "reportingComponent",
                    "source",
                    "type"));

    private final List<Predicate<JsonNode>> requirements;

    private FieldSelector(List<Predicate<JsonNode>> requirements) {
        this.requirements = requirements;
    }

    /** @throws IllegalArgumentException with the message that a client gets */
    public static FieldSelector parse(Kind kind, String text) {
        var requirements = new ArrayList<Predicate<JsonNode>>();
        if (!text.isBlank()) {
            for (var part : text.split(",")) {
                requirements.add(requirement(kind, part.trim()));
            }
        }
        return new FieldSelector(requirements);
    }

    @Override
    public boolean test(JsonNode object) {
        return requirements.stream().allMatch(requirement -> requirement.test(object));
    }

    private static Predicate<JsonNode> requirement(Kind kind, String part) {
        var not = part.indexOf("!=");
        var equals = part.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("invalid selector: '%s'; can't understand '%s'".formatted(part, part));
        }
        var field = part.substring(0, not >= 0 ? not : equals);
        var value = part.substring(equals + 1).replaceFirst("^=", "");
        if (!OF_ALL.contains(field) && !OF_KIND.getOrDefault(kind, Set.of()).contains(field)) {
            throw new IllegalArgumentException("field label not supported: " + field);
        }
        return object -> Json.text(object, path(kind, field)).equals(value) == (not < 0);
    }

    private static String[] path(Kind kind, String field) {
        if (kind.equals(Kinds.JOB) && field.equals("status.successful")) {
            return new String[] {"status", "succeeded"};
        }
        if (kind.equals(Kinds.EVENT) && field.equals("source")) {
            return new String[] {"source", "component"};
        }
        return field.split("\\.");
    }
}
