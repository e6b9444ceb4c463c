package io.movein.github;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an answer of GitHub means, told from the answer alone. A limit comes as 403 or 429, with or without Retry-After:
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
record Verdict(String request, Kind kind, int status, HttpHeaders headers, byte[] body) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    /** GitHub's limits end with the hour; a longer wait is a mistake of somebody's, and nobody would notice its end. */
    private static final Duration LONGEST = Duration.ofHours(2);

    Optional<GitHubException> failure(Instant now, Duration limitWait) {
        if (status < 300) {
            return Optional.empty();
        }
        if (isLimit()) {
            return Optional.of(new RateLimitedException(request + " met a limit: " + said(), wait(now, limitWait)));
        }
        if (status >= 500) {
            return Optional.of(serverError());
        }
        return Optional.of(new GitHubRefusedException(status, request + " was refused: " + said()));
    }

    private GitHubException serverError() {
        return kind.isWrite()
                ? new UnknownOutcomeException(
                        request + " may have been done or not: " + said() + "; read before writing again")
                : new GitHubUnavailableException(request + " failed: " + said());
    }

    private boolean isLimit() {
        if (status == 429) {
            return true;
        }
        return status == 403
                && (headers.firstValue("retry-after").isPresent()
                        || isUsedUp()
                        || said().toLowerCase(Locale.ROOT).contains("rate limit"));
    }

    private boolean isUsedUp() {
        return number("x-ratelimit-remaining").orElse(1) == 0;
    }

    /** Times that GitHub names are its own: they are seen from its clock, not from ours. */
    private Duration wait(Instant now, Duration limitWait) {
        var theirs = time("date").orElse(now);
        var seconds = number("retry-after");
        if (seconds.isPresent()) {
            return bounded(Duration.ofSeconds(seconds.getAsLong()));
        }
        var date = time("retry-after");
        if (date.isPresent()) {
            return bounded(Duration.between(theirs, date.get()));
        }
        var reset = number("x-ratelimit-reset");
        if (!isUsedUp() || reset.isEmpty()) {
            return limitWait;
        }
        return bounded(Duration.between(theirs, Instant.ofEpochSecond(reset.getAsLong())));
    }

    private static Duration bounded(Duration wait) {
        if (wait.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private Optional<Instant> time(String header) {
        try {
            return headers.firstValue(header)
                    .map(text -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private OptionalLong number(String header) {
        var text = headers.firstValue(header).orElse("");
        return text.matches("\\d{1,15}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private String said() {
        var text = new String(body, StandardCharsets.UTF_8).strip();
        return status + " " + (text.length() > 300 ? text.substring(0, 300) + "…" : text);
    }
}
