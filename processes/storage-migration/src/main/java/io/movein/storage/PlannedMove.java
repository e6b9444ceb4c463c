package io.movein.storage;

import io.movein.process.JsonTrees;
import io.movein.process.items.Item;
import io.movein.process.items.PlannedItem;
import io.movein.storage.catalogue.Artifact;
import java.io.StringWriter;
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
        var detail = new StringWriter();
        try (var json = JsonTrees.MAPPER.createGenerator(detail)) {
            json.writeStartObject();
            json.writeObjectPropertyStart("from");
            json.writeStringProperty("id", from.id());
            json.writeStringProperty("organisation", from.organisation());
            json.writeStringProperty("purpose", from.purpose());
            json.writeStringProperty("binding", from.binding());
            json.writeStringProperty("key", from.key());
            if (from.size() != null) {
                json.writeNumberProperty("size", from.size());
            }
            if (from.sha256() != null) {
                json.writeStringProperty("sha256", from.sha256());
            }
            json.writeEndObject();
            json.writeStringProperty("key", key);
            json.writeStringProperty("organisation", organisation);
            json.writeEndObject();
        }
        return new PlannedItem(from.id(), from.binding() + "/" + from.purpose(), bytes, detail.toString());
    }

    private static String text(JsonNode node, String field) {
        return Objects.requireNonNull(orNull(node, field), field);
    }

    private static @Nullable String orNull(JsonNode node, String field) {
        var value = node.path(field);
        return value.isString() ? value.asString() : null;
    }
}
