package io.movein.store.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * What a server answers to a search or to a list of ids. A source is taken byte for byte as it stands in the answer: no number is read
 * and written anew.
 *
 * @param total  how many documents there are in all; none where it was not asked for
 * @param after  where the next page begins; none where there is no document
 * @param point  by which the point in time is called from now on
 * @param faults why the page is not whole; empty for one that is
 * @param missing ids that were asked for and are not there
 */
record Page(
        List<Document> documents,
        OptionalLong total,
        Optional<JsonNode> after,
        Optional<String> point,
        String faults,
        List<String> missing) {

    /** @throws JacksonException for what is no such answer */
    static Page of(byte[] answer) {
        try (var parser = Json.MAPPER.createParser(answer)) {
            return new Reading(answer, parser).page();
        }
    }

    private static final class Reading {

        private final byte[] answer;
        private final JsonParser parser;
        private final List<Document> documents = new ArrayList<>();
        private final List<String> missing = new ArrayList<>();
        private final List<String> faults = new ArrayList<>();
        private OptionalLong total = OptionalLong.empty();
        private Optional<JsonNode> after = Optional.empty();
        private Optional<String> point = Optional.empty();

        Reading(byte[] answer, JsonParser parser) {
            this.answer = answer;
            this.parser = parser;
        }

        Page page() {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                var name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "pit_id" -> point = Optional.of(parser.getString());
                    case "timed_out" -> {
                        if (parser.currentToken() != JsonToken.VALUE_FALSE) {
                            faults.add("timed_out");
                        }
                    }
                    case "_shards" -> shards(tree());
                    case "hits" -> hits();
                    case "docs" -> documents();
                    default -> parser.skipChildren();
                }
            }
            return new Page(documents, total, after, point, String.join(", ", faults), missing);
        }

        private JsonNode tree() {
            return Json.MAPPER.readTree(parser);
        }

        private void shards(JsonNode shards) {
            var all = shards.path("total").asInt(-1);
            var successful = shards.path("successful").asInt(-2);
            if (shards.path("failed").asInt(1) > 0 || all != successful) {
                var reason = SearchHttp.reason(shards.path("failures").path(0).path("reason"));
                faults.add(
                        "%d of %d shards answered%s".formatted(successful, all, reason.isEmpty() ? "" : ": " + reason));
            }
        }

        private void hits() {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                var name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "total" -> {
                        var found = tree();
                        if (found.path("relation").asString("").equals("eq")) {
                            total = OptionalLong.of(found.path("value").asLong());
                        }
                    }
                    case "hits" -> documents();
                    default -> parser.skipChildren();
                }
            }
        }

        private void documents() {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                document();
            }
        }

        private void document() {
            var id = "";
            var routing = "";
            var version = -1L;
            var source = new byte[0];
            var found = true;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                var name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "_id" -> id = parser.getString();
                    case "_routing" -> routing = parser.getString();
                    case "_version" -> version = parser.getLongValue();
                    case "_source" -> source = raw();
                    case "sort" -> after = Optional.of(tree());
                    case "found" -> found = parser.currentToken() == JsonToken.VALUE_TRUE;
                    case "error" -> faults.add(SearchHttp.reason(tree()));
                    default -> parser.skipChildren();
                }
            }
            if (found) {
                documents.add(new Document(id, routing, version, source));
            } else {
                missing.add(id);
            }
        }

        private byte[] raw() {
            var from = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            var to = (int) parser.currentLocation().getByteOffset();
            if (from < 0 || to > answer.length || answer[from] != '{' || answer[to - 1] != '}') {
                throw new IllegalStateException(
                        "a source from %d to %d of %d bytes".formatted(from, to, answer.length));
            }
            return Arrays.copyOfRange(answer, from, to);
        }
    }
}
