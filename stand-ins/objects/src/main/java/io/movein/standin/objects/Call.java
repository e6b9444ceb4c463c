package io.movein.standin.objects;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A request as it came over the wire.
 *
 * @param target  path and query, still encoded
 * @param headers by their names in lower case
 */
public record Call(String method, String target, Map<String, String> headers, byte[] body) {

    /** The path without the query, decoded. */
    public String path() {
        var path = target.split("\\?", 2)[0].replace("+", "%2B");
        return URLDecoder.decode(path, StandardCharsets.UTF_8);
    }

    /** Empty where there is none. */
    public String query() {
        var parts = target.split("\\?", 2);
        return parts.length < 2 ? "" : parts[1];
    }

    /** Whether the query has the parameter, with a value or without. */
    public boolean asks(String parameter) {
        return query().matches("(.*&)?" + parameter + "(=.*|&.*)?");
    }

    /** Empty where it was not sent. */
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
