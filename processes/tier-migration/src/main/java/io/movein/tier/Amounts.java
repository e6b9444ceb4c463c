package io.movein.tier;

import java.util.List;
import java.util.Locale;

/** Amounts in words. */
final class Amounts {

    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");

    private Amounts() {}

    static String bytes(long bytes) {
        var unit = 0;
        var amount = (double) bytes;
        while (amount >= 1024 && unit < UNITS.size() - 1) {
            amount /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", amount, UNITS.get(unit));
    }
}
