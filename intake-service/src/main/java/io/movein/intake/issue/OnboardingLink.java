package io.movein.intake.issue;

import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The number of an issue of this repository in what people write: `#12`, `owner/repo#12` or the issue's address. */
public final class OnboardingLink {

    private static final Pattern NUMBER = Pattern.compile("#?([1-9][0-9]{0,8})");
    private static final Pattern FULL = Pattern.compile("([\\w.-]+/[\\w.-]+)#([1-9][0-9]{0,8})");
    private static final Pattern ADDRESS =
            Pattern.compile("https?://[^/\\s]+/([\\w.-]+/[\\w.-]+)/issues/([1-9][0-9]{0,8})/?(?:[?#]\\S*)?");

    private OnboardingLink() {}

    /** Empty: it names no issue of this repository. */
    public static OptionalInt number(@Nullable String link, String repository) {
        if (link == null) {
            return OptionalInt.empty();
        }
        var number = NUMBER.matcher(link);
        if (number.matches()) {
            return OptionalInt.of(Integer.parseInt(number.group(1)));
        }
        for (var form : new Pattern[] {FULL, ADDRESS}) {
            var match = form.matcher(link);
            if (match.matches() && match.group(1).equalsIgnoreCase(repository)) {
                return OptionalInt.of(Integer.parseInt(match.group(2)));
            }
        }
        return OptionalInt.empty();
    }
}
