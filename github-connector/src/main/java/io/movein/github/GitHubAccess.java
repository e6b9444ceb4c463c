package io.movein.github;

import java.net.URI;
import java.time.Duration;

/**
 * Where GitHub is and how to talk to it.
 *
 * @param apiUrl e.g. `https://api.github.com`, without a slash at the end
 * @param repository `owner/repo`
 * @param timeout for one request, from connecting to the last byte of the answer
 * @param limitWait how long to wait after a limit for which GitHub names no time; GitHub asks for a minute at least
 */
public record GitHubAccess(
        URI apiUrl, String repository, Credentials credentials, WritePace pace, Duration timeout, Duration limitWait) {

    public GitHubAccess(URI apiUrl, String repository, Credentials credentials) {
        this(apiUrl, repository, credentials, WritePace.GITHUB, Duration.ofSeconds(20), Duration.ofSeconds(60));
    }

    public GitHubAccess with(WritePace pace) {
        return new GitHubAccess(apiUrl, repository, credentials, pace, timeout, limitWait);
    }

    public GitHubAccess withTimeout(Duration timeout) {
        return new GitHubAccess(apiUrl, repository, credentials, pace, timeout, limitWait);
    }
}
