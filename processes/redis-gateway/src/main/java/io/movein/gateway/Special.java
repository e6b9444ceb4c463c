package io.movein.gateway;

import io.movein.gateway.resp.CommandWords;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Commands after which a connection is another than before, or whose reply is unlike others; all the rest is passed on unread. */
enum Special {
    LOGIN,
    SELECT,
    CLIENT,
    RESET,
    MULTI,
    EXEC,
    DISCARD,
    WATCH,
    UNWATCH,
    SUBSCRIPTION,
    ENDLESS,
    BLOCKING,
    SCRIPT;

    private static final Map<String, Special> BY_NAME = Map.ofEntries(
            Map.entry("AUTH", LOGIN),
            Map.entry("HELLO", LOGIN),
            Map.entry("SELECT", SELECT),
            Map.entry("CLIENT", CLIENT),
            Map.entry("RESET", RESET),
            Map.entry("MULTI", MULTI),
            Map.entry("EXEC", EXEC),
            Map.entry("DISCARD", DISCARD),
            Map.entry("WATCH", WATCH),
            Map.entry("UNWATCH", UNWATCH),
            Map.entry("SUBSCRIBE", SUBSCRIPTION),
            Map.entry("PSUBSCRIBE", SUBSCRIPTION),
            Map.entry("SSUBSCRIBE", SUBSCRIPTION),
            Map.entry("UNSUBSCRIBE", SUBSCRIPTION),
            Map.entry("PUNSUBSCRIBE", SUBSCRIPTION),
            Map.entry("SUNSUBSCRIBE", SUBSCRIPTION),
            Map.entry("MONITOR", ENDLESS),
            Map.entry("SYNC", ENDLESS),
            Map.entry("PSYNC", ENDLESS),
            Map.entry("BLPOP", BLOCKING),
            Map.entry("BRPOP", BLOCKING),
            Map.entry("BRPOPLPUSH", BLOCKING),
            Map.entry("BLMOVE", BLOCKING),
            Map.entry("BLMPOP", BLOCKING),
            Map.entry("BZPOPMIN", BLOCKING),
            Map.entry("BZPOPMAX", BLOCKING),
            Map.entry("BZMPOP", BLOCKING),
            Map.entry("XREAD", BLOCKING),
            Map.entry("XREADGROUP", BLOCKING),
            Map.entry("EVAL", SCRIPT),
            Map.entry("EVAL_RO", SCRIPT),
            Map.entry("SCRIPT", SCRIPT));

    private static final Set<String> READS_STREAMS = Set.of("XREAD", "XREADGROUP");
    private static final Set<String> TIMEOUT_FIRST = Set.of("BLMPOP", "BZMPOP");

    /** @param name in upper case */
    static @Nullable Special of(String name) {
        return BY_NAME.get(name);
    }

    /** Where a command that waits says how long; -1 where it does not wait. */
    static int timeoutAt(CommandWords words) {
        if (!READS_STREAMS.contains(words.upper(0))) {
            return TIMEOUT_FIRST.contains(words.upper(0)) ? 1 : words.size() - 1;
        }
        for (var i = 1; i + 1 < words.size() && !words.upper(i).equals("STREAMS"); i++) {
            if (words.upper(i).equals("BLOCK")) {
                return i + 1;
            }
        }
        return -1;
    }

    /** The same command for who has waited already. */
    static CommandWords after(CommandWords words, long waitedNanos) {
        var at = timeoutAt(words);
        try {
            var inMillis = READS_STREAMS.contains(words.upper(0));
            var asked = Double.parseDouble(words.text(at));
            if (asked <= 0) {
                return words;
            }
            var left = asked - waitedNanos / (inMillis ? 1e6 : 1e9);
            // 0 would be for ever
            return words.with(
                    at, inMillis ? Long.toString(Math.max(1, (long) left)) : Double.toString(Math.max(0.001, left)));
        } catch (NumberFormatException refusedByTheServer) {
            return words;
        }
    }
}
