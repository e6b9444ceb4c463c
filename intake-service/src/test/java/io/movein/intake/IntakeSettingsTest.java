package io.movein.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.movein.github.Credentials;
import io.movein.github.OperatorAccount;
import io.movein.github.WritePace;
import io.movein.runtime.SettingsException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeSettingsTest {

    private final Map<String, String> env = new HashMap<>(Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "localhost:9092",
            "MOVEIN_GITHUB_REPOSITORY", "acme/infra",
            "MOVEIN_GITHUB_TOKEN", "ghp_1",
            "MOVEIN_WEBHOOK_SECRET", "hush",
            "MOVEIN_OPERATORS", "ada, 2001, grace:7"));

    @TempDir
    private Path directory;

    @Test
    void readsWhatIsNeededAndFillsInTheRest() {
        var settings = IntakeSettings.read(env);

        assertThat(settings.repository()).isEqualTo("acme/infra");
        assertThat(settings.github().apiUrl()).isEqualTo(URI.create("https://api.github.com"));
        assertThat(settings.github().credentials()).isEqualTo(new Credentials.Token("ghp_1"));
        assertThat(settings.github().pace()).isEqualTo(WritePace.GITHUB);
        assertThat(settings.webhookSecret().value()).isEqualTo("hush");
        assertThat(settings.commentSecret()).isEmpty();
        assertThat(settings.operators())
                .containsExactly(
                        new OperatorAccount("ada", null),
                        new OperatorAccount(null, 2001L),
                        new OperatorAccount("grace", 7L));
        assertThat(settings.operatorTeam()).isNull();
        assertThat(settings.pollInterval()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.redeliveryInterval()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void readsEverythingThatCanBeSet() throws Exception {
        var key = Files.writeString(directory.resolve("key.pem"), "key");
        env.remove("MOVEIN_GITHUB_TOKEN");
        env.remove("MOVEIN_OPERATORS");
        env.putAll(Map.of(
                "MOVEIN_GITHUB_APP_ID",
                "77",
                "MOVEIN_GITHUB_APP_PRIVATE_KEY_FILE",
                key.toString(),
                "MOVEIN_OPERATOR_TEAM",
                "acme/ops",
                "MOVEIN_COMMENT_SECRET",
                "seal",
                "MOVEIN_REDELIVERY_INTERVAL",
                "1h",
                "MOVEIN_POLL_INTERVAL",
                "5s",
                "MOVEIN_GITHUB_API_URL",
                "http://127.0.0.1:8081/",
                "MOVEIN_GITHUB_LIMITS",
                "none"));

        var settings = IntakeSettings.read(env);

        assertThat(settings.github().credentials()).isEqualTo(new Credentials.App("77", key));
        assertThat(settings.github().apiUrl()).isEqualTo(URI.create("http://127.0.0.1:8081"));
        assertThat(settings.github().pace()).isEqualTo(WritePace.UNLIMITED);
        assertThat(settings.operatorTeam()).isEqualTo("acme/ops");
        assertThat(settings.commentSecret().orElseThrow().value()).isEqualTo("seal");
        assertThat(settings.pollInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.redeliveryInterval()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void namesEverySettingThatIsMissing() {
        var problems = problems(Map.of());

        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "neither MOVEIN_OPERATORS nor MOVEIN_OPERATOR_TEAM is set (expected one or both: without operators nobody could approve a migration)",
                        "KAFKA_BOOTSTRAP_SERVERS is not set (expected a text)",
                        "MOVEIN_GITHUB_REPOSITORY is not set (expected a text)",
                        "no credentials for GitHub are set (expected MOVEIN_GITHUB_TOKEN, or MOVEIN_GITHUB_APP_ID with MOVEIN_GITHUB_APP_PRIVATE_KEY_FILE)",
                        "MOVEIN_WEBHOOK_SECRET is not set (expected a secret)");
    }

    @Test
    void refusesWhatNamesNoAccount() {
        env.put("MOVEIN_OPERATORS", "ada, @grace, ada:x, acme/ops");

        assertThat(problems(env))
                .containsExactly(
                        "MOVEIN_OPERATORS names '@grace' (expected logins, ids, or login:id, separated by commas)",
                        "MOVEIN_OPERATORS names 'ada:x' (expected logins, ids, or login:id, separated by commas)",
                        "MOVEIN_OPERATORS names 'acme/ops' (expected logins, ids, or login:id, separated by commas)");
    }

    @Test
    void refusesATokenAndAnAppTogether() {
        env.put("MOVEIN_GITHUB_APP_ID", "77");

        assertThat(problems(env))
                .singleElement()
                .asString()
                .startsWith("MOVEIN_GITHUB_TOKEN and a GitHub App are both set (expected one of them");
    }

    @Test
    void refusesHalfAnApp() {
        env.remove("MOVEIN_GITHUB_TOKEN");
        env.put("MOVEIN_GITHUB_APP_ID", "77");

        assertThat(problems(env)).singleElement().asString().startsWith("half a GitHub App is set (expected both");
    }

    @Test
    void refusesValuesOfTheWrongForm() {
        env.putAll(Map.of(
                "MOVEIN_GITHUB_REPOSITORY",
                "infra",
                "MOVEIN_OPERATOR_TEAM",
                "ops",
                "MOVEIN_POLL_INTERVAL",
                "often",
                "MOVEIN_GITHUB_LIMITS",
                "some"));

        assertThat(problems(env))
                .containsExactlyInAnyOrder(
                        "MOVEIN_GITHUB_REPOSITORY is 'infra' (expected owner/repo)",
                                "MOVEIN_OPERATOR_TEAM is 'ops' (expected organisation/team-slug)",
                        "MOVEIN_POLL_INTERVAL is 'often' (expected a duration like 30s, 2m or PT30S)",
                                "MOVEIN_GITHUB_LIMITS is 'some' (expected one of [github, none])");
    }

    @Test
    void doesNotShowItsSecrets() {
        assertThat(IntakeSettings.read(env).toString()).doesNotContain("ghp_1").doesNotContain("hush");
    }

    private static List<String> problems(Map<String, String> env) {
        return catchThrowableOfType(SettingsException.class, () -> IntakeSettings.read(env))
                .problems();
    }
}
