package io.movein.contract;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** The header {@code traceparent} of W3C Trace Context: 32 hex digits of trace, 16 of span. */
public record Traceparent(String trace, String span) {
    private static final Pattern FORM = Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}");

    /** Begins a trace. */
    public static Traceparent begin() {
        return new Traceparent(hex(16), hex(8));
    }

    /** Empty for anything that is not version 00 of the header. */
    public static Optional<Traceparent> parse(String header) {
        var match = FORM.matcher(header);
        return match.matches() ? Optional.of(new Traceparent(match.group(1), match.group(2))) : Optional.empty();
    }

    /** The next step of the same trace. */
    public Traceparent child() {
        return new Traceparent(trace, hex(8));
    }

    private static String hex(int bytes) {
        var random = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(random);
        random[0] |= 1; // all zeros is invalid
        return HexFormat.of().formatHex(random);
    }

    @Override
    public String toString() {
        return "00-" + trace + "-" + span + "-01";
    }
}
