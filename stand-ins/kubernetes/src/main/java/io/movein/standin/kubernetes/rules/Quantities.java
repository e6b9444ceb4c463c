package io.movein.standin.kubernetes.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Quantity;
import java.util.Map;

/** Lists of resources, written as the real server writes them. */
final class Quantities {
    private Quantities() {}

    static void shorten(ObjectNode parent, String... lists) {
        for (var field : lists) {
            if (parent.get(field) instanceof ObjectNode list) {
                Map.copyOf(properties(list)).forEach((name, value) -> list.put(name, Quantity.canonical(value)));
            }
        }
    }

    private static Map<String, String> properties(ObjectNode list) {
        var texts = new java.util.HashMap<String, String>();
        list.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }
}
