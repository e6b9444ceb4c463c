package io.movein.standin.kubernetes.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One kind of object that the server knows.
 *
 * @param group empty for the core group
 * @param hasStatus whether status is written by a subresource of its own
 * @param hasGeneration whether a change of the spec counts up metadata.generation
 */
public record Kind(
        String group,
        String version,
        String name,
        String plural,
        boolean namespaced,
        boolean hasStatus,
        boolean hasGeneration,
        List<String> shortNames) {

    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** As messages name the resource: {@code pods}, {@code jobs.batch}. */
    public String resource() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** As messages name the type: {@code Pod}, {@code Job.batch}. */
    public String typeName() {
        return group.isEmpty() ? name : name + "." + group;
    }

    public String singular() {
        return name.toLowerCase(java.util.Locale.ROOT);
    }

    public boolean is(ObjectNode object) {
        return Json.text(object, "kind").equals(name)
                && Json.text(object, "apiVersion").equals(apiVersion());
    }
}
