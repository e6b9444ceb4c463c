package io.movein.review.plan.artifact;

import io.movein.model.ArtifactProblem;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * An artifact as a tree that knows its lines.
 *
 * @param path     from the root of the repository
 * @param lines    by JSON pointer, from 1
 * @param problems why it is not to be relied upon; empty: it is as its schema wants it
 */
public record ArtifactDocument(String path, JsonNode root, Map<String, Integer> lines, List<ArtifactProblem> problems) {

    /** The document as a whole. */
    public ArtifactEntry entry() {
        return new ArtifactEntry(this, root, "");
    }

    public boolean isUsable() {
        return problems.isEmpty();
    }

    /** Of the value, or where there is none of what it would stand in. */
    int line(String pointer) {
        var at = pointer;
        while (!lines.containsKey(at) && !at.isEmpty()) {
            at = at.substring(0, at.lastIndexOf('/'));
        }
        return lines.getOrDefault(at, 1);
    }
}
