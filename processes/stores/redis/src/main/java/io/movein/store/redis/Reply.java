package io.movein.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server's answer to one command. */
public sealed interface Reply {

    /** @param value a {@code byte[]}, a {@code Long}, a {@code List} of such, or null */
    record Value(@Nullable Object value) implements Reply {}

    /** @param message as the server gave it: {@code WRONGTYPE …} */
    record Refused(String message) implements Reply {}

    static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
            case List<?> list -> list.stream().map(Reply::text).toList().toString();
            default -> value.toString();
        };
    }

    static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
