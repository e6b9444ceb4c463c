package io.movein.store.search;

import java.net.URI;
import java.util.Map;

/**
 * A cluster of Elasticsearch or OpenSearch.
 *
 * @param name    by which failures call it: {@code search source}
 * @param url     {@code https://host:9200}
 * @param headers of every request, secret ones among them
 */
public record SearchServer(String name, URI url, Map<String, String> headers) {

    @Override
    public String toString() {
        return "%s at %s".formatted(name, url);
    }
}
