package io.movein.store.redis;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What belongs to the tenant: the keys that begin with a prefix, in one database.
 *
 * @param database at the source
 */
public record KeySpace(String prefix, int database) {

    public KeySpace {
        if (prefix.isEmpty()) {
            throw new IllegalArgumentException("the prefix is empty (expected what the tenant's keys begin with)");
        }
    }

    public boolean owns(byte[] key) {
        var begin = prefix.getBytes(StandardCharsets.UTF_8);
        return key.length >= begin.length && Arrays.equals(key, 0, begin.length, begin, 0, begin.length);
    }

    /** What the server calls a connection that does this for the tenant; without spaces. */
    String connectionName(String role) {
        return "movein:%s:%s:%d".formatted(role, URLEncoder.encode(prefix, StandardCharsets.UTF_8), database);
    }

    /** The prefix as a pattern of SCAN. */
    public String pattern() {
        return prefix.replaceAll("([*?\\[\\]\\\\^])", "\\\\$1") + "*";
    }
}
