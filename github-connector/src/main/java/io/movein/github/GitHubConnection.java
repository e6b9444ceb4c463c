package io.movein.github;

import io.movein.runtime.SteadyClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Optional;
import org.kohsuke.github.GitHub;
import org.kohsuke.github.GitHubBuilder;
import org.kohsuke.github.authorization.AuthorizationProvider;

/** An open way to one repository. Opening makes no request. */
public final class GitHubConnection implements AutoCloseable {

    private final HttpConnector connector;
    private final GitHubIssues issues;
    private final GitHubPulls pulls;
    private final HubLabels labels;
    private final Optional<WebhookDeliveries> deliveries;

    private GitHubConnection(
            HttpConnector connector,
            GitHubIssues issues,
            GitHubPulls pulls,
            HubLabels labels,
            Optional<WebhookDeliveries> deliveries) {
        this.deliveries = deliveries;
        this.connector = connector;
        this.issues = issues;
        this.pulls = pulls;
        this.labels = labels;
    }

    public static GitHubConnection open(GitHubAccess access) {
        return open(access, new SteadyClock());
    }

    static GitHubConnection open(GitHubAccess access, InstantSource clock) {
        var connector = new HttpConnector(access, clock);
        return switch (access.credentials()) {
            case Credentials.Token(var token) -> withToken(access, connector, token);
            case Credentials.App app -> asApp(access, connector, app);
        };
    }

    public Issues issues() {
        return issues;
    }

    public Pulls pulls() {
        return pulls;
    }

    /** Who we are, as far as it was asked for already. */
    public Optional<Long> knownId() {
        return issues.knownId();
    }

    public RepositoryLabels labels() {
        return labels;
    }

    /** Empty: these credentials are no App's, and a token cannot ask for them. */
    public Optional<WebhookDeliveries> deliveries() {
        return deliveries;
    }

    public Traffic traffic() {
        return connector.traffic();
    }

    @Override
    public void close() {
        connector.close();
    }

    private static GitHubConnection withToken(GitHubAccess access, HttpConnector connector, String token) {
        AuthorizationProvider authorization = () -> "Bearer " + token;
        var hub = hub(access, connector, authorization);
        return connection(
                access, connector, hub, authorization, () -> hub.getMyself().getId(), Optional.empty());
    }

    /** An App has no user of its own that `GET /user` would show; what it writes is by `<slug>[bot]`. */
    private static GitHubConnection asApp(GitHubAccess access, HttpConnector connector, Credentials.App app) {
        var jwt = new AppToken(app.appId(), AppKey.read(app.privateKeyFile()), connector.githubTime());
        var application = hub(access, connector, jwt);
        var authorization = new InstallationToken(application, access.repository(), connector.githubTime());
        connector.onRefusedCredentials(authorization::forget);
        var hub = hub(access, connector, authorization);
        return connection(
                access,
                connector,
                hub,
                authorization,
                () -> hub.getUser(application.getApp().getSlug() + "[bot]").getId(),
                Optional.of(new AppDeliveries(new RestCalls(access, connector, jwt))));
    }

    private static GitHubConnection connection(
            GitHubAccess access,
            HttpConnector connector,
            GitHub hub,
            AuthorizationProvider authorization,
            GitHubIssues.Call<Long> me,
            Optional<WebhookDeliveries> deliveries) {
        var rest = new RestCalls(access, connector, authorization);
        return new GitHubConnection(
                connector,
                new GitHubIssues(new GraphQl(access, rest), rest, hub, me, connector::forget),
                new GitHubPulls(rest, hub, access.repository(), connector::forget),
                new HubLabels(hub, access.repository()),
                deliveries);
    }

    private static GitHub hub(GitHubAccess access, HttpConnector connector, AuthorizationProvider authorization) {
        try {
            return new GitHubBuilder()
                    .withEndpoint(access.apiUrl().toString())
                    .withConnector(connector)
                    .withAuthorizationProvider(authorization)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
