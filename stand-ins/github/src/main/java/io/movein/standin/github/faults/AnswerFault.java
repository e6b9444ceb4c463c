package io.movein.standin.github.faults;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a request is answered instead of as it should be. */
public sealed interface AnswerFault {

    /** The hourly limit is used up: 403 and the second at which it is lifted. */
    record PrimaryLimit(Duration resetIn) implements AnswerFault {}

    /** Too much at once: 403 or 429; GitHub leaves {@code Retry-After} out at times. */
    record SecondaryLimit(int status, @Nullable Duration retryAfter) implements AnswerFault {}

    record ServerError(int status) implements AnswerFault {}

    /** Not done, and answered with this, whatever it is: HTML of a proxy, nothing at all, a redirect. */
    record Page(int status, Map<String, String> headers, String text) implements AnswerFault {
        public Page {
            headers = Map.copyOf(headers);
        }
    }

    /** What was asked is done, and the connection ends before the answer. */
    record LostAnswer() implements AnswerFault {}

    /** What was asked is done, and neither an answer nor the end of the connection comes. */
    record StalledAnswer() implements AnswerFault {}

    /** What GitHub, or something on the way to it, was seen to answer. */
    static List<AnswerFault> seen() {
        return List.of(
                new ServerError(500),
                new Page(502, Map.of("Content-Type", "text/html"), "<html>Unicorn!</html>"),
                new Page(200, Map.of(), ""),
                new Page(200, Map.of(), "<html>a portal of the hotel's</html>"),
                new LostAnswer(),
                new StalledAnswer(),
                new SecondaryLimit(403, null),
                new SecondaryLimit(429, null),
                new SecondaryLimit(403, Duration.ofSeconds(1)),
                new SecondaryLimit(429, Duration.ofSeconds(1)),
                new PrimaryLimit(Duration.ofSeconds(1)),
                new Page(429, Map.of("Retry-After", "Fri, 02 Jan 2026 03:00:00 GMT"), "{}"),
                new Page(401, Map.of(), "{\"message\":\"Bad credentials\"}"),
                new Page(403, Map.of(), "{\"message\":\"Repository was archived so is read-only.\"}"),
                new Page(403, Map.of(), "{\"message\":\"This installation has been suspended\"}"),
                new Page(301, Map.of("Location", "http://127.0.0.1:1/renamed"), "{}"),
                new ServerError(404),
                new ServerError(410),
                new ServerError(451));
    }
}
