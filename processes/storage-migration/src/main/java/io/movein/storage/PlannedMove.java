package io.movein.storage;

import io.movein.process.JsonTrees;
import io.movein.process.items.Item;
import io.movein.process.items.PlannedItem;
import io.movein.storage.catalogue.Artifact;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the journal keeps of an artifact that is to be moved.
 *
 * @param key          at the target
 * @param organisation whose it is afterwards
 */
record PlannedMove(Artifact from, String key, String organisation) {

    /** Field by field: there is one for each artifact, and Jackson's own way to a record costs more than the rest of its claim. */
    static PlannedMove of(Item item) {
        var node = JsonTrees.MAPPER.readTree(item.detail());
        var from = node.path("from");
        var size = from.path("size");
        return new PlannedMove(
                new Artifact(
                        text(from, "id"),
                        text(from, "organisation"),
                        text(from, "purpose"),
                        text(from, "binding"),
                        text(from, "key"),
                        size.isNumber() ? size.asLong() : null,
                        orNull(from, "sha256")),
                text(node, "key"),
                text(node, "organisation"));
    }

    PlannedItem item(long bytes) {
        var node = JsonTrees.MAPPER.createObjectNode();
        node.putObject("from")
                .put("id", from.id())
                .put("organisation", from.organisation())
                .put("purpose", from.purpose())
                .put("binding", from.binding())
                .put("key", from.key())
                .put("size", from.size())
                .put("sha256", from.sha256());
        node.put("key", key).put("organisation", organisation);
        return new PlannedItem(
                from.id(), from.binding() + "/" + from.purpose(), bytes, JsonTrees.MAPPER.writeValueAsString(node));
    }

    private static String text(JsonNode node, String field) {
        return Objects.requireNonNull(orNull(node, field), field);
    }

    private static @Nullable String orNull(JsonNode node, String field) {
        var value = node.path(field);
        return value.isString() ? value.asString() : null;
    }
}
