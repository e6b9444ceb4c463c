package io.movein.standin.kubernetes.api;

import java.util.List;
import java.util.Map;

/** A request's query parameters. */
record Query(Map<String, List<String>> parameters) {
    String text(String name) {
        var values = parameters.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.getFirst();
    }

    boolean has(String name) {
        return !text(name).isEmpty();
    }

    boolean is(String name) {
        return List.of("true", "1", "True", "t").contains(text(name));
    }

    long number(String name, long otherwise) {
        return text(name).matches("[0-9]{1,18}") ? Long.parseLong(text(name)) : otherwise;
    }
}
