package io.movein.github;

import java.time.Duration;
import java.util.Optional;

/** GitHub did not answer, or answered a read with a server error. Nothing was changed. */
public final class GitHubUnavailableException extends GitHubException {

    private static final Duration WAIT = Duration.ofSeconds(5);

    public GitHubUnavailableException(String message) {
        super(message);
    }

    public GitHubUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public Optional<Duration> retryAfter() {
        return Optional.of(WAIT);
    }
}
