package io.movein.github;

import java.time.Duration;
import java.util.Optional;

/** GitHub's limits, or our own pace below them, forbid the request for a while. It was not carried out. */
public final class RateLimitedException extends GitHubException {

    private final Duration wait;

    public RateLimitedException(String message, Duration wait) {
        super(message);
        this.wait = wait;
    }

    @Override
    public Optional<Duration> retryAfter() {
        return Optional.of(wait);
    }
}
