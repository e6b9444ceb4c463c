package io.movein.process.report;

/**
 * A row of proof: what was compared, of what, what each side gave.
 *
 * @param check  what was compared: {@code row count}
 * @param of     of what: {@code orders}
 * @param source what the source gave, as text; empty where nothing was learnt
 * @param target what the destination gave
 */
public record CheckOutcome(String check, String of, String source, String target, Verdict verdict) {

    /** What the two values mean. Only {@link Match} is a proof. */
    public sealed interface Verdict {

        record Match() implements Verdict {}

        record Mismatch() implements Verdict {}

        /** Nobody knows: never counted as a match. */
        record NotMade(String why) implements Verdict {}
    }

    /**
     * Compares exactly. Two values that say that there is nothing (0, or empty) prove nothing, as a wrong filter gives the same:
     * for what the plan declares to be empty there is {@link #empty}.
     */
    public static CheckOutcome exact(String check, String of, String source, String target) {
        if (!source.equals(target)) {
            return new CheckOutcome(check, of, source, target, new Verdict.Mismatch());
        }
        return new CheckOutcome(
                check,
                of,
                source,
                target,
                nothing(source)
                        ? new Verdict.NotMade("nothing on both sides, and the plan does not say that it is empty")
                        : new Verdict.Match());
    }

    public static CheckOutcome exact(String check, String of, long source, long target) {
        return exact(check, of, Long.toString(source), Long.toString(target));
    }

    /** For what the plan declares to be empty: matches only if both sides are. */
    public static CheckOutcome empty(String check, String of, long source, long target) {
        return new CheckOutcome(
                check,
                of,
                Long.toString(source),
                Long.toString(target),
                source == 0 && target == 0 ? new Verdict.Match() : new Verdict.Mismatch());
    }

    public static CheckOutcome notMade(String check, String of, String why) {
        return new CheckOutcome(check, of, "", "", new Verdict.NotMade(why));
    }

    public boolean matches() {
        return verdict instanceof Verdict.Match;
    }

    private static boolean nothing(String value) {
        return value.isBlank() || value.matches("0+");
    }
}
