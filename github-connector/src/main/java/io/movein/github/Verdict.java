package io.movein.github;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an answer of GitHub means, told from the answer alone. A limit comes as 403 or 429, with or without Retry-After:
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
record Verdict(String request, Kind kind, int status, HttpHeaders headers, byte[] body) {

    Optional<GitHubException> failure(Instant now, Duration limitWait) {
        if (status < 300) return Optional.empty();
        if (isLimit())
            return Optional.of(new RateLimitedException(request + " met a limit: " + said(), wait(now, limitWait)));
        if (status >= 500) return Optional.of(serverError());
        return Optional.of(new GitHubRefusedException(status, request + " was refused: " + said()));
    }

    private GitHubException serverError() {
        return kind.isWrite()
                ? new UnknownOutcomeException(
                        request + " may have been done or not: " + said() + "; read before writing again")
                : new GitHubUnavailableException(request + " failed: " + said());
    }

    private boolean isLimit() {
        if (status == 429) return true;
        return status == 403
                && (headers.firstValue("retry-after").isPresent()
                        || isUsedUp()
                        || said().toLowerCase(Locale.ROOT).contains("rate limit"));
    }

    private boolean isUsedUp() {
        return number("x-ratelimit-remaining").orElse(1) == 0;
    }

    private Duration wait(Instant now, Duration limitWait) {
        var named = number("retry-after");
        if (named.isPresent()) return Duration.ofSeconds(Math.max(1, named.getAsLong()));
        var reset = number("x-ratelimit-reset");
        if (!isUsedUp() || reset.isEmpty()) return limitWait;
        var untilReset = Duration.between(now, Instant.ofEpochSecond(reset.getAsLong()));
        return untilReset.isPositive() ? untilReset : Duration.ofSeconds(1);
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
