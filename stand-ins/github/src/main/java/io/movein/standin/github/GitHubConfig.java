package io.movein.standin.github;

import io.movein.standin.github.model.RepositoryName;
import io.movein.standin.github.model.User;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a local GitHub is set up. It listens on {@code host}; {@code url} is where others find it, by default where it
 * listens. Port 0 takes a free one. {@code hourlyRequests} is the limit per login that GitHub calls primary.
 */
public record GitHubConfig(
        String host,
        int port,
        @Nullable URI url,
        Path dataDir,
        RepositoryName repository,
        int hourlyRequests,
        Clock clock) {

    /** The people of the demo; each one's token is the login. */
    public static final List<User> PEOPLE = List.of(
            User.reader(1001, "capability-owner"),
            User.reader(1002, "other-owner"),
            User.writer(2001, "operator"),
            User.writer(2002, "migration-lead"),
            User.writer(3001, "outsider"),
            User.bot(9001, "movein[bot]"));

    /** Logins by a team's slug. */
    static final Map<String, List<String>> TEAMS = Map.of("movein-operators", List.of("operator"));

    /** On a free port, with GitHub's limit for a token. */
    public static GitHubConfig of(String repository, Path dataDir) {
        return new GitHubConfig(
                "127.0.0.1", 0, null, dataDir, RepositoryName.parse(repository), 5_000, Clock.systemUTC());
    }

    public GitHubConfig withPort(int newPort) {
        return new GitHubConfig(host, newPort, url, dataDir, repository, hourlyRequests, clock);
    }

    public GitHubConfig withHourlyRequests(int newLimit) {
        return new GitHubConfig(host, port, url, dataDir, repository, newLimit, clock);
    }

    /** GitHub's clock is not ours. */
    public GitHubConfig withClock(Clock newClock) {
        return new GitHubConfig(host, port, url, dataDir, repository, hourlyRequests, newClock);
    }

    /** For others than this machine. */
    public GitHubConfig withAddress(String newHost, URI newUrl) {
        return new GitHubConfig(newHost, port, newUrl, dataDir, repository, hourlyRequests, clock);
    }
}
