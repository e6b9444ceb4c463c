package io.movein.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final String THEIR_TIME = "Fri, 02 Jan 2026 03:04:05 GMT";
    private static final Instant OUR_TIME = Instant.parse("2026-01-02T03:09:05Z");

    @Test
    void aTimeThatGitHubNamesIsSeenFromGitHubsClock() {
        assertThat(wait(Map.of("retry-after", "Fri, 02 Jan 2026 03:05:05 GMT", "date", THEIR_TIME)))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(wait(Map.of(
                        "x-ratelimit-remaining",
                        "0",
                        "x-ratelimit-reset",
                        String.valueOf(Instant.parse("2026-01-02T03:14:05Z").getEpochSecond()),
                        "date",
                        THEIR_TIME)))
                .isEqualTo(Duration.ofMinutes(10));
    }

    private static Duration wait(Map<String, String> headers) {
        var all = headers.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue())));
        var verdict = new Verdict("GET /", Kind.READ, 429, HttpHeaders.of(all, (_, _) -> true), new byte[0]);
        return verdict.failure(OUR_TIME, Duration.ofSeconds(60))
                .flatMap(GitHubException::retryAfter)
                .orElseThrow();
    }
}
