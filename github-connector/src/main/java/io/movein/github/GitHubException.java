package io.movein.github;

import java.time.Duration;
import java.util.Optional;

/** GitHub did not do what was asked. Says when to ask again, if ever, so that a caller need not know the kinds. */
public abstract sealed class GitHubException extends RuntimeException
        permits GitHubUnavailableException, RateLimitedException, UnknownOutcomeException, GitHubRefusedException {

    GitHubException(String message) {
        super(message);
    }

    GitHubException(String message, Throwable cause) {
        super(message, cause);
    }

    /** How long to wait before trying again; empty: the same request will never succeed. */
    public abstract Optional<Duration> retryAfter();

    public final boolean isLater() {
        return retryAfter().isPresent();
    }
}
