package io.movein.reporter;

import io.movein.github.Credentials;
import io.movein.github.GitHubAccess;
import io.movein.github.WritePace;
import io.movein.runtime.ServiceSettings;
import io.movein.runtime.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What the reporter is told.
 *
 * @param statusInterval progress alone edits the status comment no more often
 * @param operatorTeam {@code organisation/team} to be mentioned where an operator must act
 */
public record ReporterSettings(ServiceSettings service, GitHubAccess github, Duration statusInterval, Optional<String> operatorTeam) {
    private enum Limits { GITHUB, NONE }

    public static ReporterSettings read(Settings in) {
        return new ReporterSettings(ServiceSettings.read(in), github(in), in.duration("MOVEIN_STATUS_INTERVAL", Duration.ofSeconds(60)),
                operatorTeam(in));
    }

    private static GitHubAccess github(Settings in) {
        var url = in.url("MOVEIN_GITHUB_API_URL", "https://api.github.com").toString().replaceAll("/+$", "");
        var pace = switch (in.choice("MOVEIN_GITHUB_LIMITS", Limits.class, Limits.GITHUB)) {
            case GITHUB -> WritePace.GITHUB;
            case NONE -> WritePace.UNLIMITED;
        };
        return new GitHubAccess(URI.create(url), repository(in), credentials(in)).with(pace);
    }

    private static String repository(Settings in) {
        var name = in.text("MOVEIN_GITHUB_REPOSITORY");
        if (!name.isEmpty() && !name.matches("[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")) {
            in.problem("MOVEIN_GITHUB_REPOSITORY is '" + name + "' (expected owner/repository)");
        }
        return name;
    }

    private static Credentials credentials(Settings in) {
        var token = in.optionalSecret("MOVEIN_GITHUB_TOKEN");
        var app = in.optional("MOVEIN_GITHUB_APP_ID");
        var key = in.optionalFile("MOVEIN_GITHUB_APP_PRIVATE_KEY_FILE");
        if (token.isPresent() == app.isPresent() || app.isPresent() != key.isPresent()) {
            in.problem("MOVEIN_GITHUB_TOKEN is " + set(token) + ", MOVEIN_GITHUB_APP_ID is " + set(app)
                    + ", MOVEIN_GITHUB_APP_PRIVATE_KEY_FILE is " + set(key) + " (expected either the token, or the id with the key file)");
            return new Credentials.Token("");
        }
        return app.isPresent() ? new Credentials.App(app.get(), key.orElseThrow()) : new Credentials.Token(token.orElseThrow().value());
    }

    private static String set(Optional<?> setting) {
        return setting.isPresent() ? "set" : "not set";
    }

    private static Optional<String> operatorTeam(Settings in) {
        var team = in.optional("MOVEIN_OPERATOR_TEAM");
        if (team.isPresent() && !team.get().matches("[A-Za-z0-9-]+/[A-Za-z0-9_.-]+")) {
            in.problem("MOVEIN_OPERATOR_TEAM is '" + team.get() + "' (expected organisation/team-slug)");
        }
        return team;
    }
}
