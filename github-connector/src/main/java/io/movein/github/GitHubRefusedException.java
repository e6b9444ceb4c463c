package io.movein.github;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * GitHub understood the request and will not do it. A refusal of our credentials or rights can be repaired without
 * touching the request, so it may be tried again later; every other one is for good.
 */
public final class GitHubRefusedException extends GitHubException {

    private static final Set<Integer> GONE = Set.of(301, 302, 307, 308, 404, 410, 451);
    private static final Set<Integer> REPAIRABLE = Set.of(401, 403);
    private static final Duration WAIT = Duration.ofMinutes(1);

    private final int status;

    public GitHubRefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** The thing was moved, deleted or never existed. */
    public boolean isGone() {
        return GONE.contains(status);
    }

    @Override
    public Optional<Duration> retryAfter() {
        return REPAIRABLE.contains(status) ? Optional.of(WAIT) : Optional.empty();
    }
}
