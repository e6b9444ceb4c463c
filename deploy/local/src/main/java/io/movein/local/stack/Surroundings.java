package io.movein.local.stack;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the services run in, besides what they are told themselves.
 *
 * @param jvm         flags of the Java of each by its name
 * @param environment of each service by its name
 */
public record Surroundings(Function<String, List<String>> jvm, Function<String, Map<String, String>> environment) {
    static final Surroundings USUAL = new Surroundings(_ -> List.of(), _ -> Map.of());
}
