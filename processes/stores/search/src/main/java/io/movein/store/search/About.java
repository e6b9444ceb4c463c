package io.movein.store.search;

import tools.jackson.databind.JsonNode;

/**
 * Which program answers, by what {@code GET /} says.
 *
 * @param uuid of the cluster
 */
record About(boolean openSearch, int major, int minor, String uuid) {

    static About of(JsonNode answer) {
        var version = answer.path("version");
        var parts = version.path("number").asString("0.0").split("\\.");
        return new About(
                version.path("distribution").asString("").equals("opensearch"),
                number(parts[0]),
                parts.length > 1 ? number(parts[1]) : 0,
                answer.path("cluster_uuid").asString(""));
    }

    private static int number(String text) {
        return text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
    }

    private boolean from(int oldestMajor, int oldestMinor) {
        return major > oldestMajor || major == oldestMajor && minor >= oldestMinor;
    }

    /** Points in time that can be read in slices. */
    boolean hasPoints() {
        return openSearch ? from(2, 4) : from(7, 12);
    }

    /** Whether every document of a point in time has a place of its own in an order. */
    boolean hasPlaces() {
        return !openSearch || from(3, 3);
    }

    String words() {
        return "%s %d.%d".formatted(openSearch ? "OpenSearch" : "Elasticsearch", major, minor);
    }
}
