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
 * listens. Port 0 takes a free one. {@code teams} maps a team's slug to logins. {@code hourlyRequests} is the limit per
 * login that GitHub calls primary. Without a webhook URL nothing is delivered until one is set.
 */
public record Config(
        String host,
        int port,
        @Nullable URI url,
        Path dataDir,
        RepositoryName repository,
        List<User> users,
        Map<String, List<String>> teams,
        int hourlyRequests,
        @Nullable URI webhookUrl,
        String webhookSecret,
        Clock clock) {

    /** The people of the demo; each one's token is the login. */
    public static final List<User> PEOPLE = List.of(
            User.reader(1001, "capability-owner"),
            User.reader(1002, "other-owner"),
            User.writer(2001, "operator"),
            User.writer(3001, "outsider"),
            User.bot(9001, "movein[bot]"));

    public static final Map<String, List<String>> TEAMS = Map.of("movein-operators", List.of("operator"));

    /** The people of the demo, a free port, GitHub's limit for a token, no webhook yet. */
    public static Config of(String repository, Path dataDir) {
        return new Config(
                "127.0.0.1",
                0,
                null,
                dataDir,
                RepositoryName.parse(repository),
                PEOPLE,
                TEAMS,
                5_000,
                null,
                "",
                Clock.systemUTC());
    }

    public Config withPort(int newPort) {
        return new Config(
                host,
                newPort,
                url,
                dataDir,
                repository,
                users,
                teams,
                hourlyRequests,
                webhookUrl,
                webhookSecret,
                clock);
    }

    public Config withUsers(List<User> newUsers, Map<String, List<String>> newTeams) {
        return new Config(
                host,
                port,
                url,
                dataDir,
                repository,
                newUsers,
                newTeams,
                hourlyRequests,
                webhookUrl,
                webhookSecret,
                clock);
    }

    public Config withHourlyRequests(int newLimit) {
        return new Config(
                host, port, url, dataDir, repository, users, teams, newLimit, webhookUrl, webhookSecret, clock);
    }

    public Config withWebhook(URI newWebhookUrl, String secret) {
        return new Config(
                host, port, url, dataDir, repository, users, teams, hourlyRequests, newWebhookUrl, secret, clock);
    }

    /** For others than this machine. */
    public Config withAddress(String newHost, URI newUrl) {
        return new Config(
                newHost,
                port,
                newUrl,
                dataDir,
                repository,
                users,
                teams,
                hourlyRequests,
                webhookUrl,
                webhookSecret,
                clock);
    }

    public Config withClock(Clock newClock) {
        return new Config(
                host,
                port,
                url,
                dataDir,
                repository,
                users,
                teams,
                hourlyRequests,
                webhookUrl,
                webhookSecret,
                newClock);
    }
}
