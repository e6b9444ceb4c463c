package io.movein.process.control;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The value of {@code cutover}: {@code [force] [at 2026-12-01T02:00Z] [why]}.
 *
 * @param force  also if the lag is not known or too large, or something differs
 * @param reason for force, in the owner's words; empty where nothing was said
 */
public record CutoverOrder(boolean force, Optional<Instant> at, String reason) {

    private static final Pattern PLAIN = Pattern.compile("(?:at\\s+(\\S+))?");
    private static final Pattern FORCED = Pattern.compile("force(?:\\s+at\\s+(\\S+))?(?:\\s+(\\S.*))?", Pattern.DOTALL);

    public CutoverOrder(boolean force, Optional<Instant> at) {
        this(force, at, "");
    }

    /** @throws IllegalArgumentException if it is no such order */
    public static CutoverOrder parse(String value) {
        var text = value.strip();
        var forced = FORCED.matcher(text);
        var plain = PLAIN.matcher(text);
        try {
            if (forced.matches()) {
                return new CutoverOrder(
                        true,
                        time(forced.group(1)),
                        Optional.ofNullable(forced.group(2)).orElse(""));
            }
            if (plain.matches()) {
                return new CutoverOrder(false, time(plain.group(1)));
            }
        } catch (DateTimeParseException noTime) {
            // told below
        }
        throw new IllegalArgumentException(
                "'%s' (expected nothing, 'force', 'at 2026-12-01T02:00Z' or both; behind 'force' the reason)"
                        .formatted(value));
    }

    private static Optional<Instant> time(@Nullable String text) {
        return Optional.ofNullable(text).map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
    }
}
