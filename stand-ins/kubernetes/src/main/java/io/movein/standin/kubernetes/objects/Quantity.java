package io.movein.standin.kubernetes.objects;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Kubernetes quantities: {@code 500m}, {@code 4Gi}, {@code 1e3}. */
public final class Quantity {
    private static final Pattern FORM = Pattern.compile("([+-]?[0-9.]+)([eE][+-]?[0-9]+|[numkMGTPE]|[KMGTPE]i)?");
    private static final Map<String, BigDecimal> FACTORS = Map.ofEntries(
            Map.entry("n", new BigDecimal("1e-9")),
            Map.entry("u", new BigDecimal("1e-6")),
            Map.entry("m", new BigDecimal("1e-3")),
            Map.entry("k", new BigDecimal("1e3")),
            Map.entry("M", new BigDecimal("1e6")),
            Map.entry("G", new BigDecimal("1e9")),
            Map.entry("T", new BigDecimal("1e12")),
            Map.entry("P", new BigDecimal("1e15")),
            Map.entry("E", new BigDecimal("1e18")),
            Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
            Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
            Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
            Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
            Map.entry("Pi", BigDecimal.valueOf(1L << 50)),
            Map.entry("Ei", BigDecimal.valueOf(1L << 60)));

    private static final List<String> DECIMAL = List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
    private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);

    private Quantity() {}

    /** The form in which the real server stores it: no fraction, the largest suffix of its family. */
    public static String canonical(String text) {
        if (!isValid(text) || text.matches(".*[eE][+-]?[0-9]+")) {
            return text;
        }
        var value = of(text);
        var binary = text.endsWith("i") && value.abs().compareTo(KIBI) >= 0;
        return value.signum() == 0 ? "0" : binary ? binary(value.setScale(0, RoundingMode.UP)) : decimal(value);
    }

    private static String binary(BigDecimal value) {
        var step = 0;
        var left = value;
        while (step < BINARY.size() - 1 && left.remainder(KIBI).signum() == 0) {
            left = left.divide(KIBI);
            step++;
        }
        return left.toBigInteger() + BINARY.get(step);
    }

    private static String decimal(BigDecimal value) {
        var nanos = value.movePointRight(9).setScale(0, RoundingMode.UP);
        var thousand = BigDecimal.valueOf(1000);
        var step = 0;
        while (step < DECIMAL.size() - 1 && nanos.remainder(thousand).signum() == 0) {
            nanos = nanos.divide(thousand);
            step++;
        }
        return nanos.toBigInteger() + DECIMAL.get(step);
    }

    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    /** The value in its base unit; zero for an absent one. */
    public static BigDecimal of(String text) {
        if (text.isEmpty()) {
            return BigDecimal.ZERO;
        }
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'%s' is not a quantity (expected e.g. 500m, 2 or 4Gi)".formatted(text));
        }
        var number = new BigDecimal(form.group(1));
        var suffix = form.group(2);
        if (suffix == null) {
            return number;
        }
        return FACTORS.containsKey(suffix)
                ? number.multiply(FACTORS.get(suffix))
                : new BigDecimal(form.group(1) + suffix);
    }
}
