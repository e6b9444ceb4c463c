package io.movein.review.plan.artifact;

import io.movein.model.ArtifactProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A value of an artifact and where it stands. What the schema does not demand may be missing. */
public record ArtifactEntry(ArtifactDocument document, JsonNode node, String pointer) {

    /** The value of a key; a missing one where there is none. */
    public ArtifactEntry at(String key) {
        return new ArtifactEntry(document, node.path(key), pointer + "/" + key);
    }

    /** The elements of the list at a key; none where there is no list. */
    public List<ArtifactEntry> list(String key) {
        var list = at(key);
        var entries = new ArrayList<ArtifactEntry>();
        for (var i = 0; i < list.node.size(); i++) {
            entries.add(new ArtifactEntry(document, list.node.get(i), list.pointer + "/" + i));
        }
        return entries;
    }

    /** The text at a key; empty where there is none. */
    public String text(String key) {
        return node.path(key).asString("");
    }

    public List<String> texts(String key) {
        return list(key).stream().map(ArtifactEntry::text).toList();
    }

    public String text() {
        return node.asString("");
    }

    public Optional<String> optional(String key) {
        return node.path(key).isString() ? Optional.of(node.path(key).stringValue()) : Optional.empty();
    }

    public int number(String key) {
        return node.path(key).asInt(0);
    }

    public boolean is(String key, boolean value) {
        return node.path(key).isBoolean() && node.path(key).booleanValue() == value;
    }

    public boolean has(String key) {
        return !node.path(key).isMissingNode() && !node.path(key).isNull();
    }

    public ArtifactProblem problem(String code, String what, String expected, String remedy) {
        return ArtifactProblem.newBuilder()
                .setFile(document.path())
                .setLine(document.line(pointer))
                .setCode(code)
                .setWhat(what)
                .setExpected(expected)
                .setRemedy(remedy)
                .build();
    }
}
