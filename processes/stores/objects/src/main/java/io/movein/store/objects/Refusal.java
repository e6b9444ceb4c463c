package io.movein.store.objects;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** A server's answer that is no success. */
final class Refusal extends RuntimeException {

    final transient Answer answer;
    final String code;

    /** @param code of the body; empty where there is none */
    Refusal(Answer answer, String code) {
        super(code.isEmpty() ? Integer.toString(answer.status()) : answer.status() + " " + code);
        this.answer = answer;
        this.code = code;
    }

    /** Whether the status may mean several things and no code tells them apart. */
    boolean isAmbiguous() {
        return code.isEmpty() && answer.status() / 100 == 4 && answer.status() != 429;
    }

    /** Where the server says that the bucket is. */
    Optional<String> region() {
        return answer.header("x-amz-bucket-region");
    }

    Optional<Duration> retryAfter() {
        return answer.header("retry-after")
                .filter(seconds -> seconds.matches("\\d{1,5}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
    }

    /** The server's clock. */
    Optional<Instant> date() {
        try {
            return answer.header("date").map(date -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
        } catch (DateTimeParseException noDate) {
            return Optional.empty();
        }
    }
}
