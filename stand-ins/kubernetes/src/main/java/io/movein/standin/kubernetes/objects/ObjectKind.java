package io.movein.standin.kubernetes.objects;

/**
 * One kind of object that the server knows.
 *
 * @param group empty for the core group
 * @param hasStatus whether status is written by a subresource of its own
 * @param hasGeneration whether a change of the spec counts up metadata.generation
 */
public record ObjectKind(
        String group, String name, String plural, boolean namespaced, boolean hasStatus, boolean hasGeneration) {

    public String apiVersion() {
        return group.isEmpty() ? "v1" : group + "/v1";
    }

    /** As messages name the resource: {@code pods}, {@code jobs.batch}. */
    public String resource() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
