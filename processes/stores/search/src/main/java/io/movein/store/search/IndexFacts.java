package io.movein.store.search;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An index, as a cluster describes it; settings by their whole names. */
record IndexFacts(String name, ObjectNode settings, ObjectNode mappings, ObjectNode aliases) {

    private static final String MARK = "movein";

    static IndexFacts of(String name, JsonNode answer) {
        return new IndexFacts(
                name,
                Json.objectOf(answer.path("settings")),
                Json.objectOf(answer.path("mappings")),
                Json.objectOf(answer.path("aliases")));
    }

    String uuid() {
        return settings.path("index.uuid").asString("");
    }

    /** Who made it, as {@link DedicatedIndex} writes it. */
    Optional<String> mark() {
        return Optional.of(mappings.path("_meta").path(MARK).asString("")).filter(mark -> !mark.isEmpty());
    }

    ObjectNode marked(String mark) {
        var copy = mappings.deepCopy();
        copy.set("_meta", Json.objectOf(copy.path("_meta")).deepCopy().put(MARK, mark));
        return copy;
    }

    ObjectNode unmarked() {
        var copy = mappings.deepCopy();
        var meta = Json.objectOf(copy.path("_meta")).deepCopy();
        meta.remove(MARK);
        if (meta.isEmpty()) {
            copy.remove("_meta");
        } else {
            copy.set("_meta", meta);
        }
        return copy;
    }

    Map<String, JsonNode> allSettings() {
        var all = new TreeMap<String, JsonNode>();
        settings.properties().forEach(one -> all.put(one.getKey(), one.getValue()));
        return all;
    }

    /** Whether the sources that it gives are made from something else, so that they are not what was written. */
    boolean makesSources() {
        return settings.path("index.mapping.source.mode").asString("").equals("synthetic")
                || settings.path("index.derived_source.enabled").asString("").equals("true")
                || mappings.path("_source").path("mode").asString("").equals("synthetic");
    }

    /** What of a document's source is not kept; empty where all of it is. */
    String losesSources() {
        var source = mappings.path("_source");
        if (!source.path("enabled").asBoolean(true)
                || source.path("mode").asString("").equals("disabled")) {
            return "_source is off";
        }
        var without = source.path("excludes");
        var only = source.path("includes");
        return without.isEmpty() && only.isEmpty()
                ? ""
                : "_source has excludes %s, includes %s".formatted(without, only);
    }
}
