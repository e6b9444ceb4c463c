package io.movein.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GitHubEnvironmentTest {
    private static final URI API = URI.create("https://api.github.com");

    @Test
    void handsOnWhatTheEnvironmentSaysOfAnotherGitHubAndNothingElse() {
        var env = Map.of(
                "MOVEIN_GITHUB_REPOSITORY",
                "acme/infra",
                "MOVEIN_GITHUB_TOKEN",
                "t0ken",
                "MOVEIN_OPERATORS",
                "7",
                "MOVEIN_DEMO_OWNER_TOKEN",
                "another",
                "HOME",
                "/root");

        var access = GitHubEnvironment.external(API, env);

        assertThat(access.repository()).isEqualTo("acme/infra");
        assertThat(access.environment())
                .containsEntry("MOVEIN_GITHUB_TOKEN", "t0ken")
                .containsEntry("MOVEIN_OPERATORS", "7")
                .containsEntry("MOVEIN_GITHUB_API_URL", "https://api.github.com")
                .containsKey("MOVEIN_WEBHOOK_SECRET")
                .doesNotContainKeys("MOVEIN_DEMO_OWNER_TOKEN", "HOME");
    }

    @Test
    void asksForTheRepository() {
        assertThatThrownBy(() -> GitHubEnvironment.external(API, Map.of()))
                .hasMessageContaining("set MOVEIN_GITHUB_REPOSITORY (expected owner/repo)");
    }
}
