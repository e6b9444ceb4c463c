package io.movein.store.search;

/**
 * A document that the target will not have.
 *
 * @param index dedicated
 * @param code  the kind of reason, as the server calls it
 */
public record Rejected(String index, String id, String routing, String code, String reason) {

    /** What it is called among the items. */
    public String key() {
        return routing.isEmpty()
                ? "search/%s/%s".formatted(index, id)
                : "search/%s/%s routing %s".formatted(index, id, routing);
    }
}
