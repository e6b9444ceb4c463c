package io.movein.reporter.text;

import io.movein.model.Lag;
import io.movein.model.Progress;
import io.movein.model.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers, sizes and times as people write them. */
public final class Figures {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");
    private static final List<String> DECIMAL_UNITS = List.of("B", "kB", "MB", "GB", "TB", "PB");
    private static final int BAR = 24;

    private Figures() {}

    public static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    public static String cpu(long millis) {
        if (millis % 1000 != 0) {
            return number(millis) + " millicores";
        }
        return millis == 1000 ? "1 core" : number(millis / 1000) + " cores";
    }

    /** {@code 1.5 GiB}, or {@code 8 GB} where that is the round one; what is neither is rounded to one decimal. */
    public static String size(long bytes) {
        if (bytes != 0 && bytes % 1_000_000 == 0 && !isRound((double) bytes, 1024)) {
            return scaled((double) bytes, 1000, DECIMAL_UNITS);
        }
        return scaled((double) bytes, 1024, UNITS);
    }

    private static boolean isRound(double value, int step) {
        while (value >= step) {
            value /= step;
        }
        return value * 2 == Math.rint(value * 2);
    }

    private static String scaled(double value, int step, List<String> units) {
        int unit = 0;
        while (Math.abs(value) >= step && unit < units.size() - 1) {
            value /= step;
            unit++;
        }
        var text = value == Math.rint(value) ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, text, value, units.get(unit));
    }

    /** {@code 42 objects/s}, {@code 12.5 MiB/s}. */
    public static String rate(double perSecond, String unit) {
        if (unit.equals("bytes")) {
            return size(Math.round(perSecond)) + "/s";
        }
        var number = perSecond >= 10 ? number(Math.round(perSecond)) : String.format(Locale.ROOT, "%.1f", perSecond);
        return number + (unit.isEmpty() ? "" : " " + unit) + "/s";
    }

    /** How far behind its source; what is not known is said and never 0. */
    static String lag(Lag lag) {
        var keys = lag.getKeys() == null ? "an unknown number of items" : number(lag.getKeys()) + " items";
        var bytes = lag.getBytes() == null ? "an unknown number of bytes" : size(lag.getBytes());
        return keys + ", " + bytes + " behind the source";
    }

    public static String time(Instant at) {
        return MINUTE.format(at);
    }

    /** The two largest units: {@code 2 d 3 h}, {@code 1 h 20 min}, {@code 3 min 5 s}, {@code 12 s}. */
    public static String duration(Duration took) {
        if (took.toDays() > 0) {
            return pair(took.toDays(), "d", took.toHoursPart(), "h");
        }
        if (took.toHours() > 0) {
            return pair(took.toHours(), "h", took.toMinutesPart(), "min");
        }
        return took.toMinutes() > 0
                ? pair(took.toMinutes(), "min", took.toSecondsPart(), "s")
                : Math.max(0, took.toSeconds()) + " s";
    }

    private static String pair(long large, String unit, long small, String smallUnit) {
        return large + " " + unit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }

    /** How long a run's process ran; null where it never started or still runs. */
    public static @Nullable String took(Run run) {
        var result = run.getResult();
        var started = result != null && result.getStartedAt() != null ? result.getStartedAt() : run.getStartedAt();
        return result == null || started == null ? null : duration(Duration.between(started, result.getFinishedAt()));
    }

    /** {@code ██████░░░░}; empty where the process does not know its total. */
    static String bar(Progress progress) {
        var total = progress.getTotal();
        if (total == null || total <= 0) {
            return "";
        }
        int full = (int) (BAR * share(progress.getDone(), total));
        return "█".repeat(full) + "░".repeat(BAR - full);
    }

    /** {@code 52 % · 520 of 1,000 objects}, unescaped. */
    public static String progress(Progress progress) {
        var total = progress.getTotal();
        var unit = progress.getUnit();
        if (total == null || total <= 0) {
            return amount(progress.getDone(), unit) + " so far";
        }
        var percent = (int) (100 * share(progress.getDone(), total));
        var done = unit.equals("bytes") ? size(progress.getDone()) : number(progress.getDone());
        return percent + " % · " + done + " of " + amount(total, unit);
    }

    private static double share(long done, long total) {
        return Math.clamp((double) done / total, 0, 1);
    }

    private static String amount(long value, String unit) {
        return unit.equals("bytes") ? size(value) : (number(value) + " " + unit).strip();
    }
}
