package io.movein.process.control;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The value of {@code cutover}: {@code [force] [at 2026-12-01T02:00Z]}.
 *
 * @param force also if the lag is not known or too large
 */
public record CutoverOrder(boolean force, Optional<Instant> at) {

    private static final Pattern TEXT = Pattern.compile("(force)?\\s*(?:at\\s+(\\S+))?");

    /** @throws IllegalArgumentException if it is neither */
    public static CutoverOrder parse(String value) {
        var matcher = TEXT.matcher(value.strip());
        try {
            if (matcher.matches()) {
                return new CutoverOrder(
                        matcher.group(1) != null,
                        Optional.ofNullable(matcher.group(2))
                                .map(OffsetDateTime::parse)
                                .map(OffsetDateTime::toInstant));
            }
        } catch (DateTimeParseException noTime) {
            // told below
        }
        throw new IllegalArgumentException(
                "'%s' (expected nothing, 'force', 'at 2026-12-01T02:00Z' or both)".formatted(value));
    }
}
