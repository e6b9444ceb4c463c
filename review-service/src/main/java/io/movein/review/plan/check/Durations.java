package io.movein.review.plan.check;

import io.movein.review.plan.artifact.ArtifactEntry;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 45s}, {@code 1h30m}. */
public final class Durations {
    private static final Pattern FORM =
            Pattern.compile("(?:(\\d{1,4})d)?(?:(\\d{1,4})h)?(?:(\\d{1,4})m)?(?:(\\d{1,6})s)?");

    private Durations() {}

    /** Of a text of the form that the schema demands. */
    static Duration of(String text) {
        var match = FORM.matcher(text);
        return match.matches()
                ? Duration.ofDays(number(match.group(1)))
                        .plusHours(number(match.group(2)))
                        .plusMinutes(number(match.group(3)))
                        .plusSeconds(number(match.group(4)))
                : Duration.ZERO;
    }

    private static long number(String group) {
        return group == null ? 0 : Long.parseLong(group);
    }

    /** Of steps one after the other. */
    static Duration sum(List<ArtifactEntry> steps) {
        return steps.stream().map(step -> of(step.text("duration"))).reduce(Duration.ZERO, Duration::plus);
    }

    /** {@code 1h30m} */
    public static String words(Duration duration) {
        var words = (duration.toDays() > 0 ? duration.toDays() + "d" : "")
                + (duration.toHoursPart() > 0 ? duration.toHoursPart() + "h" : "")
                + (duration.toMinutesPart() > 0 ? duration.toMinutesPart() + "m" : "")
                + (duration.toSecondsPart() > 0 ? duration.toSecondsPart() + "s" : "");
        return words.isEmpty() ? "0s" : words;
    }
}
