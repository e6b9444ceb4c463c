package io.movein.store.redis;

import org.jspecify.annotations.Nullable;

/**
 * A key as a snapshot has it.
 *
 * @param payload   its value as DUMP gives it
 * @param expiresAt milliseconds since 1970; 0: never
 * @param idle      seconds since it was used; null where the source does not keep account
 * @param frequency of its use, logarithmic; null where the source does not keep account
 */
public record Entry(
        Key key,
        byte[] payload,
        long expiresAt,
        @Nullable Long idle,
        @Nullable Integer frequency) {

    /** The command that writes it to the target, whose copy expires only after the cutover. */
    RedisCommand restore() {
        var value = ExpiringHash.is(payload) ? ExpiringHash.of(payload).later().payload() : payload;
        var words = new java.util.ArrayList<Object>(
                java.util.List.of("RESTORE", key.bytes(), Lifetimes.later(expiresAt), value, "REPLACE", "ABSTTL"));
        if (idle != null) {
            words.add("IDLETIME");
            words.add(idle);
        } else if (frequency != null) {
            words.add("FREQ");
            words.add(frequency);
        }
        return RedisCommand.of(words.toArray());
    }

    long bytes() {
        return (long) key.bytes().length + payload.length;
    }
}
