package io.movein.standin.node;

import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What part of a log is asked for, of the parameters of the Kubernetes API those that somebody here asks with. */
record LogQuery(boolean timestamps, @Nullable Instant since) {
    private static final Pattern SINCE = Pattern.compile("(?:.*&)?sinceSeconds=(\\d+).*");

    static LogQuery parse(@Nullable String query, Instant now) {
        var asked = query == null ? "" : query;
        var since = SINCE.matcher(asked);
        return new LogQuery(
                asked.contains("timestamps=true"),
                since.matches() ? now.minusSeconds(Long.parseLong(since.group(1))) : null);
    }
}
