package io.movein.store.redis;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What belongs to the tenant: the keys that begin with a prefix, in one database; of a cluster, those of some slots.
 *
 * @param database at the source
 */
public record KeySpace(String prefix, int database, Slots slots) {

    public KeySpace {
        if (prefix.isEmpty()) {
            throw new IllegalArgumentException("the prefix is empty (expected what the tenant's keys begin with)");
        }
    }

    /** All of the tenant's keys. */
    public KeySpace(String prefix, int database) {
        this(prefix, database, Slots.UNDIVIDED);
    }

    /** Of these, the keys in the slots as well. */
    KeySpace in(Slots others) {
        return new KeySpace(prefix, database, slots.and(others));
    }

    public boolean owns(byte[] key) {
        var begin = prefix.getBytes(StandardCharsets.UTF_8);
        return key.length >= begin.length
                && Arrays.equals(key, 0, begin.length, begin, 0, begin.length)
                && slots.owns(key);
    }

    /** What the server calls a connection that does this for the tenant; without spaces. */
    String connectionName(String role) {
        return "movein:%s:%s:%d%s"
                .formatted(
                        role,
                        URLEncoder.encode(prefix, StandardCharsets.UTF_8),
                        database,
                        slots.isUndivided() ? "" : ":" + slots.tag());
    }

    /** Where something about the tenant is kept beside its keys; in a cluster by the node that has these slots. */
    String ownKey(String what) {
        return slots.isUndivided()
                ? "movein:live-migration:{%s}:%s".formatted(prefix, what)
                : "movein:{%s}:live-migration:%s:%s".formatted(slots.tag(), prefix, what);
    }

    /** The prefix as a pattern of SCAN. */
    public String pattern() {
        return prefix.replaceAll("([*?\\[\\]\\\\^])", "\\\\$1") + "*";
    }
}
