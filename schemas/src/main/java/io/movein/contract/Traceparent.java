package io.movein.contract;

import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code traceparent} of W3C Trace Context: 32 hex digits of trace, 16 of span. What it follows on is known to whoever made it,
 * and not to those who read the header.
 *
 * @param parent the span of the same trace from which this one follows; null: it begins the trace, or that is not known
 * @param link   an earlier trace that this one goes on after a wait; null: none
 */
public record Traceparent(
        String trace,
        String span,
        @Nullable String parent,
        @Nullable Traceparent link) {
    private static final Pattern FORM = Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}");

    public Traceparent(String trace, String span) {
        this(trace, span, null, null);
    }

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
        return new Traceparent(trace, hex(8), span, link);
    }

    /** The same, with word of a trace that it goes on; as it is, where that is the same trace. */
    public Traceparent after(@Nullable Traceparent earlier) {
        return earlier == null || earlier.trace.equals(trace)
                ? this
                : new Traceparent(trace, span, parent, new Traceparent(earlier.trace, earlier.span));
    }

    private static String hex(int bytes) {
        var random = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(random);
        random[0] |= 1; // all zeros is invalid
        return HexFormat.of().formatHex(random);
    }

    /** As the header tells it. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Traceparent it && it.trace.equals(trace) && it.span.equals(span);
    }

    @Override
    public int hashCode() {
        return Objects.hash(trace, span);
    }

    @Override
    public String toString() {
        return "00-" + trace + "-" + span + "-01";
    }
}
