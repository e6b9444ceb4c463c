package io.movein.store.search;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * An index that moves.
 *
 * @param from     shared, at the source
 * @param to       dedicated, at the target
 * @param owner    the field that says whose a document is
 * @param value    what it is for the tenant's
 * @param filter   a query that finds the tenant's, where it is more than the owner's value
 * @param changed  the field in which each write leaves a later time or number; none where nobody writes while it is copied
 * @param aliases  names that the dedicated index has from the switch on
 * @param settings what the dedicated index's settings are to be where they are not the shared one's
 */
public record MovedIndex(
        String from,
        String to,
        String owner,
        String value,
        Optional<JsonNode> filter,
        Optional<String> changed,
        List<String> aliases,
        Map<String, String> settings) {

    JsonNode owned() {
        return Json.object("term", Json.object(owner, value));
    }

    /** Which documents are the tenant's. */
    JsonNode query() {
        return filter.orElseGet(this::owned);
    }

    /** Those of the tenant that were written after. */
    JsonNode queryAfter(JsonNode mark) {
        var range = Json.object("range", Json.object(changed.orElseThrow(), Json.object("gt", mark)));
        return Json.object("bool", Json.object("filter", Json.array(List.of(query(), range))));
    }
}
