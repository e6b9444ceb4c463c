package io.movein.github;

import java.time.Duration;
import java.util.Optional;

/** A write was sent and its answer was lost: GitHub may or may not have done it. Read before writing again. */
public final class UnknownOutcomeException extends GitHubException {

    private static final Duration WAIT = Duration.ofSeconds(5);

    public UnknownOutcomeException(String message) {
        super(message);
    }

    public UnknownOutcomeException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public Optional<Duration> retryAfter() {
        return Optional.of(WAIT);
    }
}
