package io.movein.github;

import io.movein.runtime.Settings;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The settings by which a service reaches GitHub, the same for all of them. What is wrong is added to the settings' problems. */
public final class GitHubSettings {

    /** Whether GitHub's limits are kept; a GitHub of one's own may have none. */
    enum Limits {
        GITHUB,
        NONE
    }

    private static final Pattern SLASHED = Pattern.compile("[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+");
    private static final Credentials NONE = new Credentials.Token("");

    private GitHubSettings() {}

    public static GitHubAccess access(Settings in) {
        var url = in.url("MOVEIN_GITHUB_API_URL", "https://api.github.com")
                .toString()
                .replaceAll("/+$", "");
        var repository = slashed(in, "MOVEIN_GITHUB_REPOSITORY", in.text("MOVEIN_GITHUB_REPOSITORY"), "owner/repo");
        var access = new GitHubAccess(URI.create(url), repository, credentials(in));
        return switch (in.choice("MOVEIN_GITHUB_LIMITS", Limits.class, Limits.GITHUB)) {
            case GITHUB -> access;
            case NONE -> access.with(WritePace.UNLIMITED);
        };
    }

    /** `organisation/team-slug` */
    public static Optional<String> operatorTeam(Settings in) {
        return in.optional("MOVEIN_OPERATOR_TEAM")
                .map(team -> slashed(in, "MOVEIN_OPERATOR_TEAM", team, "organisation/team-slug"));
    }

    /** Operators named one by one. */
    public static List<OperatorAccount> operators(Settings in) {
        return in.list("MOVEIN_OPERATORS").stream()
                .flatMap(text -> {
                    var account = OperatorAccount.parse(text);
                    if (account.isEmpty()) {
                        in.problem("MOVEIN_OPERATORS names '" + text + "' (expected " + OperatorAccount.EXPECTED + ")");
                    }
                    return account.stream();
                })
                .toList();
    }

    private static Credentials credentials(Settings in) {
        var token = in.optionalSecret("MOVEIN_GITHUB_TOKEN");
        var app = in.optional("MOVEIN_GITHUB_APP_ID");
        var key = in.optionalFile("MOVEIN_GITHUB_APP_PRIVATE_KEY_FILE");
        if (token.isPresent() && (app.isPresent() || key.isPresent())) {
            return contradiction(
                    in,
                    "MOVEIN_GITHUB_TOKEN and a GitHub App are both set (expected one of them: MOVEIN_GITHUB_TOKEN, or MOVEIN_GITHUB_APP_ID with MOVEIN_GITHUB_APP_PRIVATE_KEY_FILE)");
        }
        if (token.isPresent()) {
            return new Credentials.Token(token.get().value());
        }
        if (app.isPresent() && key.isPresent()) {
            return new Credentials.App(app.get(), key.get());
        }
        return contradiction(
                in,
                app.isEmpty() && key.isEmpty()
                        ? "no credentials for GitHub are set (expected MOVEIN_GITHUB_TOKEN, or MOVEIN_GITHUB_APP_ID with MOVEIN_GITHUB_APP_PRIVATE_KEY_FILE)"
                        : "half a GitHub App is set (expected both MOVEIN_GITHUB_APP_ID and a readable MOVEIN_GITHUB_APP_PRIVATE_KEY_FILE)");
    }

    private static Credentials contradiction(Settings in, String problem) {
        in.problem(problem);
        return NONE;
    }

    private static String slashed(Settings in, String name, String value, String expected) {
        if (!value.isEmpty() && !SLASHED.matcher(value).matches()) {
            in.problem(name + " is '" + value + "' (expected " + expected + ")");
        }
        return value;
    }
}
