package io.movein.store.objects;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One request to a bucket, before it is signed.
 *
 * @param key     of the object; empty for the bucket itself
 * @param query   a name without a value asks for a part of the object, such as {@code tagging}
 * @param headers names in lower case, values as on the wire
 * @param body    null for none
 */
record Request(String method, String key, TreeMap<String, String> query, TreeMap<String, String> headers, Body body) {

    /**
     * What is sent.
     *
     * @param signed whether its digest is part of the signature; content is not, as it is read back
     */
    record Body(byte[] bytes, int length, boolean signed) {

        static final Body NONE = new Body(new byte[0], 0, true);
    }

    static Request of(String method, String key, String... query) {
        var parameters = new TreeMap<String, String>();
        for (var i = 0; i < query.length; i += 2) {
            parameters.put(query[i], query[i + 1]);
        }
        return new Request(method, key, parameters, new TreeMap<>(), Body.NONE);
    }

    Request with(Map<String, String> more) {
        headers.putAll(more);
        return this;
    }

    Request with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    Request with(Body other) {
        return new Request(method, key, query, headers, other);
    }

    /** As it stands in the request line; the signature wants {@code =} behind every name. */
    String queryString(boolean toSign) {
        var parts = new ArrayList<String>();
        query.forEach((name, value) ->
                parts.add(value.isEmpty() && !toSign ? encoded(name) : encoded(name) + "=" + encoded(value)));
        return String.join("&", parts);
    }

    /** Each byte but those that never need it, and the slashes of a key. */
    static String path(String key) {
        return isPlain(key, "-._~/")
                ? key
                : java.util.Arrays.stream(key.split("/", -1))
                        .map(Request::encoded)
                        .collect(Collectors.joining("/"));
    }

    static String encoded(String text) {
        return isPlain(text, "-._~")
                ? text
                : URLEncoder.encode(text, StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace("*", "%2A")
                        .replace("%7E", "~");
    }

    private static boolean isPlain(String text, String andThese) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            var letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letterOrDigit && andThese.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
