package io.movein.intake.form;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** How long something takes, as people write it briefly: `90m`, `2h`, `1d 4h`. */
final class ExpectedRuntime {

    private static final Pattern BRIEF =
            Pattern.compile("(?=[0-9])(?:([0-9]{1,4})d)? ?(?:([0-9]{1,5})h)? ?(?:([0-9]{1,6})m)? ?(?:([0-9]{1,7})s)?");
    private static final Pattern SPOKEN = Pattern.compile("([0-9]{1,6}) *([a-z]*)");
    private static final int[] SECONDS = {86_400, 3_600, 60, 1};

    private ExpectedRuntime() {}

    /** Empty: not such a text, or no time at all. */
    static OptionalLong seconds(String text) {
        var match = BRIEF.matcher(text);
        if (!match.matches()) {
            return OptionalLong.empty();
        }
        var sum = sum(match.toMatchResult());
        return sum > 0 ? OptionalLong.of(sum) : OptionalLong.empty();
    }

    /** What the author of `45 minutes` probably meant. */
    static Optional<String> suggest(String text) {
        var match = SPOKEN.matcher(text.toLowerCase(Locale.ROOT));
        if (!match.matches()) {
            return Optional.empty();
        }
        return unit(match.group(2)).map(unit -> match.group(1) + unit);
    }

    private static Optional<String> unit(String word) {
        return switch (word) {
            case "day", "days" -> Optional.of("d");
            case "hr", "hrs", "hour", "hours" -> Optional.of("h");
            case "", "min", "mins", "minute", "minutes" -> Optional.of("m");
            case "sec", "secs", "second", "seconds" -> Optional.of("s");
            default -> Optional.empty();
        };
    }

    private static long sum(MatchResult match) {
        long sum = 0;
        for (int i = 0; i < SECONDS.length; i++) {
            var amount = match.group(i + 1);
            if (amount != null) {
                sum += Long.parseLong(amount) * SECONDS[i];
            }
        }
        return sum;
    }
}
