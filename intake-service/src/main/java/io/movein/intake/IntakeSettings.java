package io.movein.intake;

import io.movein.github.Credentials;
import io.movein.github.GitHubAccess;
import io.movein.github.WritePace;
import io.movein.runtime.Secret;
import io.movein.runtime.ServiceSettings;
import io.movein.runtime.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What intake is told.
 *
 * @param operators logins or numeric ids
 * @param operatorTeam `organisation/team-slug`
 */
public record IntakeSettings(
        ServiceSettings service, GitHubAccess github, Secret webhookSecret, List<String> operators, @Nullable String operatorTeam, Duration pollInterval) {

    /** Whether GitHub's limits are kept; a GitHub of one's own may have none. */
    enum Limits { GITHUB, NONE }

    private static final Pattern SLASHED = Pattern.compile("[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+");
    private static final Credentials NONE = new Credentials.Token("");

    public static IntakeSettings read(Map<String, String> env) {
        return Settings.read(env, in -> {
            var operators = in.list("MOVEIN_OPERATORS");
            var team = in.optional("MOVEIN_OPERATOR_TEAM").map(value -> slashed(in, "MOVEIN_OPERATOR_TEAM", value, "organisation/team-slug")).orElse(null);
            if (operators.isEmpty() && team == null) {
                in.problem("neither MOVEIN_OPERATORS nor MOVEIN_OPERATOR_TEAM is set (expected one or both: without operators nobody could approve a migration)");
            }
            return new IntakeSettings(
                    ServiceSettings.read(in), github(in), in.secret("MOVEIN_WEBHOOK_SECRET"), operators, team,
                    in.duration("MOVEIN_POLL_INTERVAL", Duration.ofMinutes(2)));
        });
    }

    public String repository() {
        return github.repository();
    }

    private static GitHubAccess github(Settings in) {
        var url = in.url("MOVEIN_GITHUB_API_URL", "https://api.github.com").toString().replaceAll("/+$", "");
        var repository = slashed(in, "MOVEIN_GITHUB_REPOSITORY", in.text("MOVEIN_GITHUB_REPOSITORY"), "owner/repo");
        var access = new GitHubAccess(URI.create(url), repository, credentials(in));
        return switch (in.choice("MOVEIN_GITHUB_LIMITS", Limits.class, Limits.GITHUB)) {
            case GITHUB -> access;
            case NONE -> access.with(WritePace.UNLIMITED);
        };
    }

    private static Credentials credentials(Settings in) {
        var token = in.optionalSecret("MOVEIN_GITHUB_TOKEN");
        var app = in.optional("MOVEIN_GITHUB_APP_ID");
        var key = in.optionalFile("MOVEIN_GITHUB_APP_PRIVATE_KEY_FILE");
        if (token.isPresent() && (app.isPresent() || key.isPresent())) {
            return contradiction(in, "MOVEIN_GITHUB_TOKEN and a GitHub App are both set (expected one of them: MOVEIN_GITHUB_TOKEN, or MOVEIN_GITHUB_APP_ID with MOVEIN_GITHUB_APP_PRIVATE_KEY_FILE)");
        }
        if (token.isPresent()) return new Credentials.Token(token.get().value());
        if (app.isPresent() && key.isPresent()) return new Credentials.App(app.get(), key.get());
        return contradiction(in, app.isEmpty() && key.isEmpty()
                ? "no credentials for GitHub are set (expected MOVEIN_GITHUB_TOKEN, or MOVEIN_GITHUB_APP_ID with MOVEIN_GITHUB_APP_PRIVATE_KEY_FILE)"
                : "half a GitHub App is set (expected both MOVEIN_GITHUB_APP_ID and a readable MOVEIN_GITHUB_APP_PRIVATE_KEY_FILE)");
    }

    private static Credentials contradiction(Settings in, String problem) {
        in.problem(problem);
        return NONE;
    }

    private static String slashed(Settings in, String name, String value, String expected) {
        if (!value.isEmpty() && !SLASHED.matcher(value).matches()) in.problem(name + " is '" + value + "' (expected " + expected + ")");
        return value;
    }
}
