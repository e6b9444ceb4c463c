package io.movein.local.stack;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * How the services and the people reach GitHub.
 *
 * @param environment what intake and reporter are given
 * @param webhooks true: GitHub can reach us, false: intake has to ask
 */
public record GitHubEnvironment(URI api, String repository, Map<String, String> environment, boolean webhooks) {
    private static final List<String> PASSED_ON = List.of(
            "MOVEIN_GITHUB_REPOSITORY",
            "MOVEIN_GITHUB_TOKEN",
            "MOVEIN_GITHUB_APP_ID",
            "MOVEIN_GITHUB_APP_PRIVATE_KEY_FILE",
            "MOVEIN_WEBHOOK_SECRET",
            "MOVEIN_OPERATORS",
            "MOVEIN_OPERATOR_TEAM",
            "MOVEIN_POLL_INTERVAL",
            "MOVEIN_GITHUB_LIMITS");

    /** The bot's token is its login there, as everyone's. */
    static GitHubEnvironment local(URI api, String repository, String webhookSecret) {
        return new GitHubEnvironment(
                api,
                repository,
                Map.of(
                        "MOVEIN_GITHUB_API_URL", api.toString(),
                        "MOVEIN_GITHUB_REPOSITORY", repository,
                        "MOVEIN_GITHUB_TOKEN", "movein[bot]",
                        "MOVEIN_GITHUB_LIMITS", "none",
                        "MOVEIN_WEBHOOK_SECRET", webhookSecret,
                        "MOVEIN_OPERATORS", "2001",
                        "MOVEIN_POLL_INTERVAL", "60s"),
                true);
    }

    static GitHubEnvironment external(URI api, Map<String, String> env) {
        var repository = env.get("MOVEIN_GITHUB_REPOSITORY");
        if (repository == null) {
            throw new Trouble("--github " + api
                    + " needs to know the repository: set MOVEIN_GITHUB_REPOSITORY (expected owner/repo)");
        }
        var environment = new TreeMap<>(Map.of(
                "MOVEIN_GITHUB_API_URL", api.toString(),
                // nothing can be signed with a secret that nobody knows
                "MOVEIN_WEBHOOK_SECRET", UUID.randomUUID().toString(),
                "MOVEIN_POLL_INTERVAL", "5s"));
        PASSED_ON.stream().filter(env::containsKey).forEach(name -> environment.put(name, env.get(name)));
        return new GitHubEnvironment(api, repository, environment, env.containsKey("MOVEIN_WEBHOOK_SECRET"));
    }
}
