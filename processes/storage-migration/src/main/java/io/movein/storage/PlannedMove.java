package io.movein.storage;

import io.movein.process.items.Item;
import io.movein.process.items.PlannedItem;
import io.movein.storage.catalogue.Artifact;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the journal keeps of an artifact that is to be moved.
 *
 * @param key          at the target
 * @param organisation whose it is afterwards
 */
record PlannedMove(Artifact from, String key, String organisation) {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    static PlannedMove of(Item item) {
        return MAPPER.readValue(item.detail(), PlannedMove.class);
    }

    PlannedItem item(long bytes) {
        return new PlannedItem(
                from.id(), from.binding() + "/" + from.purpose(), bytes, MAPPER.writeValueAsString(this));
    }
}
