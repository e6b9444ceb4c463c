package io.movein.standin.objects;

import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Bucket, key and parameters of a request, decoded. */
final class Request {

    final HttpExchange exchange;
    final String method;
    final String bucket;
    final String key;
    final Map<String, String> parameters = new HashMap<>();

    Request(HttpExchange exchange) {
        this.exchange = exchange;
        this.method = exchange.getRequestMethod();
        var path = exchange.getRequestURI().getRawPath().substring(1);
        var slash = path.indexOf('/');
        this.bucket = slash < 0 ? path : path.substring(0, slash);
        this.key = slash < 0 ? "" : decoded(path.substring(slash + 1).replace("+", "%2B"));
        var query = exchange.getRequestURI().getRawQuery();
        for (var parameter : query == null ? new String[0] : query.split("&")) {
            var parts = parameter.split("=", 2);
            parameters.put(decoded(parts[0]), parts.length < 2 ? "" : decoded(parts[1]));
        }
    }

    boolean asks(String parameter) {
        return parameters.containsKey(parameter);
    }

    String header(String name) {
        var value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
