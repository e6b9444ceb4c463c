package io.movein.standin.github.faults;

import java.time.Duration;
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
}
