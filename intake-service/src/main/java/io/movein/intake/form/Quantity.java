package io.movein.intake.form;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Amounts in Kubernetes' notation: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ Fractions
 * are rounded up, as Kubernetes does. Stricter in one point: memory in thousandths of a byte (`512m`) is a slip of the pen.
 */
final class Quantity {

    private static final String NUMBER = "([0-9]{1,18}(?:\\.[0-9]{1,9})?)";
    private static final Pattern CORES = Pattern.compile(NUMBER + "(m?)");
    private static final Pattern BYTES = Pattern.compile(NUMBER + "([KMGTPE]i|[kMGTPE]|e[0-9]{1,2}|)");
    private static final Pattern SPOKEN_CORES =
            Pattern.compile(NUMBER + " *(m|milli|millicores?|cores?|cpus?|vcpus?|)", Pattern.CASE_INSENSITIVE);
    private static final Pattern SPOKEN_BYTES = Pattern.compile(NUMBER + " *([kmgtp])(i?)b?", Pattern.CASE_INSENSITIVE);
    private static final Pattern BINARY = Pattern.compile("^([0-9.]{1,28}) ?([KMGTPE])iB?$");
    private static final long MEBIBYTE = 1L << 20;
    private static final Map<String, Integer> POWERS = Map.of("k", 1, "M", 2, "G", 3, "T", 4, "P", 5, "E", 6);

    private Quantity() {}

    /** Thousandths of a core; empty: no such quantity. */
    static OptionalLong cpuMillis(String text) {
        var match = CORES.matcher(text);
        if (!match.matches()) {
            return OptionalLong.empty();
        }
        var number = new BigDecimal(match.group(1));
        return rounded(match.group(2).isEmpty() ? number.movePointRight(3) : number);
    }

    /**
     * Empty: no such quantity. `2 GiB` is understood, as it can mean one thing only. A number without a unit is one of bytes to
     * Kubernetes; nobody asks for so few of them, so below a mebibyte it is a unit that was forgotten.
     */
    static OptionalLong bytes(String text) {
        var match = BYTES.matcher(BINARY.matcher(text).replaceFirst("$1$2i"));
        if (!match.matches()) {
            return OptionalLong.empty();
        }
        var bytes = rounded(new BigDecimal(match.group(1)).multiply(unit(match.group(2))));
        var forgotten = match.group(2).isEmpty() && bytes.orElse(0) > 0 && bytes.orElse(0) < MEBIBYTE;
        return forgotten ? OptionalLong.empty() : bytes;
    }

    /** What the author of `2 cores` probably meant. */
    static Optional<String> suggestCpu(String text) {
        var match = SPOKEN_CORES.matcher(text.replace(',', '.'));
        if (!match.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                match.group(1) + (match.group(2).toLowerCase(Locale.ROOT).startsWith("m") ? "m" : ""));
    }

    /** What the author of `2 GB` probably meant. */
    static Optional<String> suggestBytes(String text) {
        var match = SPOKEN_BYTES.matcher(text.replace(',', '.'));
        if (!match.matches()) {
            return unitless(text.replace(',', '.'));
        }
        var binary = !match.group(3).isEmpty();
        var letter = match.group(2).toUpperCase(Locale.ROOT);
        return Optional.of(match.group(1) + (letter.equals("K") && !binary ? "k" : letter) + (binary ? "i" : ""));
    }

    /** `1.5` is about gibibytes, `512` about mebibytes. */
    private static Optional<String> unitless(String text) {
        if (!text.matches(NUMBER)) {
            return Optional.empty();
        }
        return Optional.of(text + (new BigDecimal(text).compareTo(BigDecimal.valueOf(64)) <= 0 ? "Gi" : "Mi"));
    }

    private static BigDecimal unit(String suffix) {
        if (suffix.isEmpty()) {
            return BigDecimal.ONE;
        }
        if (suffix.startsWith("e")) {
            return BigDecimal.TEN.pow(Integer.parseInt(suffix.substring(1)));
        }
        if (suffix.endsWith("i")) {
            return BigDecimal.valueOf(1024).pow(power(suffix.startsWith("K") ? "k" : suffix.substring(0, 1)));
        }
        return BigDecimal.valueOf(1000).pow(power(suffix));
    }

    private static int power(String letter) {
        return requireNonNull(POWERS.get(letter));
    }

    private static OptionalLong rounded(BigDecimal amount) {
        var whole = amount.setScale(0, RoundingMode.CEILING);
        return whole.unscaledValue().bitLength() < Long.SIZE
                ? OptionalLong.of(whole.longValue())
                : OptionalLong.empty();
    }
}
