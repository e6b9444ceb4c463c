package io.movein.process.configuration;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A number of bytes, written {@code 8MiB}, {@code 5GB} or {@code 512B}.
 *
 * @param bytes more than 0
 */
public record DataSize(long bytes) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,15}) ?([KMGT]?)(i?)B");
    private static final List<String> UNITS = List.of("", "K", "M", "G", "T");

    public DataSize {
        if (bytes <= 0) {
            throw new IllegalArgumentException("%d bytes (expected more than 0)".formatted(bytes));
        }
    }

    public static DataSize parse(String text) {
        var matcher = TEXT.matcher(text);
        if (!matcher.matches()
                || (matcher.group(2).isEmpty() && !matcher.group(3).isEmpty())) {
            throw new IllegalArgumentException(
                    "'%s' is not a size (expected a value like 512B, 64KiB, 8MiB or 5GB)".formatted(text));
        }
        try {
            var step = matcher.group(3).isEmpty() ? 1000L : 1024L;
            var bytes = Long.parseLong(matcher.group(1));
            for (var i = UNITS.indexOf(matcher.group(2)); i > 0; i--) {
                bytes = Math.multiplyExact(bytes, step);
            }
            return new DataSize(bytes);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "'%s' is too large (expected at most %d bytes)".formatted(text, Long.MAX_VALUE));
        }
    }

    /** In the largest unit that loses nothing; what {@link #parse} takes. */
    @Override
    public String toString() {
        var rest = bytes;
        var unit = 0;
        while (unit < UNITS.size() - 1 && rest % 1024 == 0) {
            rest /= 1024;
            unit++;
        }
        return rest + UNITS.get(unit) + (unit == 0 ? "B" : "iB");
    }
}
