package io.movein.standin.kubernetes.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Strategic merge: lists of named things are merged by their key, lists of words by value, all others replaced.
 * The keys are those of the kinds known here, told apart by the field's name.
 */
final class StrategicMerge {
    private static final Map<String, List<String>> KEYS = Map.ofEntries(
            Map.entry("conditions", List.of("type")),
            Map.entry("containers", List.of("name")),
            Map.entry("initContainers", List.of("name")),
            Map.entry("volumes", List.of("name")),
            Map.entry("env", List.of("name")),
            Map.entry("volumeMounts", List.of("mountPath")),
            Map.entry("ports", List.of("containerPort", "port")),
            Map.entry("ownerReferences", List.of("uid")),
            Map.entry("imagePullSecrets", List.of("name")),
            Map.entry("secrets", List.of("name")),
            Map.entry("hostAliases", List.of("ip")),
            Map.entry("addresses", List.of("type")),
            Map.entry("podIPs", List.of("ip")),
            Map.entry("hostIPs", List.of("ip")),
            Map.entry("taints", List.of("key")),
            Map.entry("schedulingGates", List.of("name")));
    private static final Set<String> MERGED_BY_VALUE = Set.of("finalizers");
    private static final String DELETE_FROM_LIST = "$deleteFromPrimitiveList/";

    private StrategicMerge() {}

    static ObjectNode apply(ObjectNode original, ObjectNode patch) {
        return merge(original.deepCopy(), patch);
    }

    private static ObjectNode merge(ObjectNode target, ObjectNode patch) {
        if (Json.text(patch, "$patch").equals("replace")) {
            target.removeAll();
        }
        patch.properties().forEach(field -> mergeField(target, field.getKey(), field.getValue()));
        return target;
    }

    private static void mergeField(ObjectNode target, String field, JsonNode value) {
        if (field.startsWith(DELETE_FROM_LIST)) {
            deleteFrom(target, field.substring(DELETE_FROM_LIST.length()), Json.texts(value));
        } else if (field.equals("$retainKeys")) {
            target.retain(Json.texts(value));
        } else if (field.startsWith("$")) {
            return;
        } else if (value.isNull()) {
            target.remove(field);
        } else if (value instanceof ObjectNode child) {
            mergeObject(target, field, child);
        } else if (value instanceof ArrayNode list) {
            target.set(
                    field,
                    mergeList(field, target.get(field) instanceof ArrayNode present ? present : Json.array(), list));
        } else {
            target.set(field, value);
        }
    }

    private static void mergeObject(ObjectNode target, String field, ObjectNode patch) {
        if (Json.text(patch, "$patch").equals("delete")) {
            target.remove(field);
        } else {
            target.set(field, merge(target.get(field) instanceof ObjectNode present ? present : Json.object(), patch));
        }
    }

    private static ArrayNode mergeList(String field, ArrayNode present, ArrayNode patch) {
        if (MERGED_BY_VALUE.contains(field)) {
            var texts = new java.util.LinkedHashSet<>(Json.texts(present));
            texts.addAll(Json.texts(patch));
            return Json.array(List.copyOf(texts));
        }
        var replaces =
                Json.stream(patch).anyMatch(item -> Json.text(item, "$patch").equals("replace"));
        var key = KEYS.getOrDefault(field, List.of()).stream()
                .filter(name -> Json.stream(patch).anyMatch(item -> item.has(name)))
                .findFirst();
        return replaces || key.isEmpty() ? withoutDirectives(patch) : mergeByKey(present.deepCopy(), patch, key.get());
    }

    private static ArrayNode mergeByKey(ArrayNode present, ArrayNode patch, String key) {
        for (var item : Json.objects(patch)) {
            var index = IntStream.range(0, present.size())
                    .filter(i -> present.get(i).path(key).equals(item.path(key)))
                    .findFirst();
            if (Json.text(item, "$patch").equals("delete")) {
                index.ifPresent(present::remove);
            } else if (index.isPresent()) {
                merge((ObjectNode) present.get(index.getAsInt()), item);
            } else {
                present.add(merge(Json.object(), item));
            }
        }
        return present;
    }

    private static ArrayNode withoutDirectives(ArrayNode patch) {
        var plain = Json.array();
        Json.stream(patch).filter(item -> !item.has("$patch")).forEach(item -> plain.add(item.deepCopy()));
        return plain;
    }

    private static void deleteFrom(ObjectNode target, String field, List<String> values) {
        var left = Json.texts(target.path(field)).stream()
                .filter(text -> !values.contains(text))
                .toList();
        target.set(field, Json.array(left));
    }
}
