package io.movein.standin.node;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What part of a log is asked for; the parameters of the Kubernetes API. */
public record LogQuery(
        boolean follow,
        boolean previous,
        boolean timestamps,
        OptionalLong tailLines,
        OptionalLong limitBytes,
        @Nullable Instant since) {

    static LogQuery parse(@Nullable String query, Instant now) {
        var values = new HashMap<String, String>();
        for (var pair : query == null ? new String[0] : query.split("&")) {
            var parts = pair.split("=", 2);
            values.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return new LogQuery(
                flag(values, "follow"),
                flag(values, "previous"),
                flag(values, "timestamps"),
                number(values, "tailLines"),
                number(values, "limitBytes"),
                since(values, now));
    }

    private static boolean flag(Map<String, String> values, String name) {
        return "true".equals(values.get(name)) || "1".equals(values.get(name));
    }

    private static OptionalLong number(Map<String, String> values, String name) {
        var value = values.get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
    }

    private static @Nullable Instant since(Map<String, String> values, Instant now) {
        if (values.containsKey("sinceTime")) {
            return Instant.parse(values.get("sinceTime"));
        }
        return number(values, "sinceSeconds").stream()
                .mapToObj(now::minusSeconds)
                .findFirst()
                .orElse(null);
    }
}
