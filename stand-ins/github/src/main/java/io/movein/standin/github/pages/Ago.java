package io.movein.standin.github.pages;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A time as people say it. */
final class Ago {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("'on' d MMM uuuu", Locale.ENGLISH);

    private Ago() {}

    static String text(Instant then, Instant now) {
        var passed = Duration.between(then, now);
        if (passed.toSeconds() < 5) {
            return "just now";
        }
        if (passed.toSeconds() < 60) {
            return passed.toSeconds() + " seconds ago";
        }
        if (passed.toMinutes() < 60) {
            return counted(passed.toMinutes(), "minute");
        }
        if (passed.toHours() < 24) {
            return counted(passed.toHours(), "hour");
        }
        return passed.toDays() < 30 ? counted(passed.toDays(), "day") : DAY.format(then.atOffset(ZoneOffset.UTC));
    }

    private static String counted(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s") + " ago";
    }
}
