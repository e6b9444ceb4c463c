package io.movein.standin.kubernetes.api;

import io.movein.standin.kubernetes.objects.Refusal;

/** Resource versions as clients send them. */
final class Versions {
    private Versions() {}

    static long parse(String text, String prefix) {
        if (!text.matches("[0-9]{1,18}")) {
            throw Refusal.badRequest(
                    "%sresourceVersion: Invalid value: \"%s\": strconv.ParseUint: parsing \"%s\": invalid syntax"
                            .formatted(prefix, text, text));
        }
        return Long.parseLong(text);
    }

    static Refusal tooLarge(String asked, long current) {
        return Refusal.of(
                        504,
                        "Timeout",
                        "Timeout: Too large resource version: %s, current: %d".formatted(asked, current))
                .because(new Refusal.Cause("ResourceVersionTooLarge", "Too large resource version", ""))
                .retryAfter(1);
    }
}
