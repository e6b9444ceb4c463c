package io.movein.reporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.movein.github.Credentials;
import io.movein.github.WritePace;
import io.movein.runtime.Secret;
import io.movein.runtime.Settings;
import io.movein.runtime.SettingsException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReporterSettingsTest {
    private static final Map<String, String> ENOUGH = Map.of(
            "KAFKA_BOOTSTRAP_SERVERS",
            "localhost:9092",
            "MOVEIN_GITHUB_REPOSITORY",
            "acme/platform",
            "MOVEIN_GITHUB_TOKEN",
            "s3cret");

    @Test
    void hasDefaultsForAllButTheNecessary() {
        var settings = Settings.read(ENOUGH, ReporterSettings::read);

        assertThat(settings.github().apiUrl()).hasToString("https://api.github.com");
        assertThat(settings.github().credentials()).isEqualTo(new Credentials.Token("s3cret"));
        assertThat(settings.github().pace()).isEqualTo(WritePace.GITHUB);
        assertThat(settings.statusInterval()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.reconcileInterval()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.operators()).isEmpty();
        assertThat(settings.commentSecret()).isEmpty();
    }

    @Test
    void takesEverySetting() {
        var settings = Settings.read(
                with(Map.of(
                        "MOVEIN_GITHUB_API_URL",
                        "http://localhost:4000/",
                        "MOVEIN_STATUS_INTERVAL",
                        "1s",
                        "MOVEIN_OPERATOR_TEAM",
                        "acme/movein-operators",
                        "MOVEIN_OPERATORS",
                        "octocat, 583231, hub-ot:7",
                        "MOVEIN_RECONCILE_INTERVAL",
                        "1h",
                        "MOVEIN_COMMENT_SECRET",
                        "between us",
                        "MOVEIN_GITHUB_LIMITS",
                        "none")),
                ReporterSettings::read);

        assertThat(settings.github().apiUrl()).hasToString("http://localhost:4000");
        assertThat(settings.github().pace()).isEqualTo(WritePace.UNLIMITED);
        assertThat(settings.statusInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.reconcileInterval()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.commentSecret()).contains(new Secret("between us"));
        assertThat(settings.operators())
                .as("nobody can be mentioned by a number alone")
                .containsExactly("acme/movein-operators", "octocat", "hub-ot");
    }

    @Test
    void namesEveryProblemAtOnce() {
        var env = with(Map.of(
                "MOVEIN_GITHUB_REPOSITORY",
                "platform",
                "MOVEIN_OPERATOR_TEAM",
                "operators",
                "MOVEIN_STATUS_INTERVAL",
                "often",
                "MOVEIN_GITHUB_APP_ID",
                "12"));

        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> Settings.read(env, ReporterSettings::read))
                .withMessageContaining("MOVEIN_GITHUB_REPOSITORY is 'platform' (expected owner/repo)")
                .withMessageContaining("MOVEIN_OPERATOR_TEAM is 'operators' (expected organisation/team-slug)")
                .withMessageContaining("MOVEIN_STATUS_INTERVAL is 'often'")
                .withMessageContaining("MOVEIN_GITHUB_TOKEN and a GitHub App are both set");
    }

    @Test
    void refusesALogAddressThatCannotBeFilledIn() {
        var env = with(Map.of("MOVEIN_LOG_URL", "logs.example/{jobs}"));

        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> Settings.read(env, ReporterSettings::read))
                .withMessageContaining("MOVEIN_LOG_URL is 'logs.example/{jobs}' (expected an address")
                .withMessageContaining("MOVEIN_LOG_URL has the placeholders [jobs]");
    }

    @Test
    void refusesAFormThatIsNoAddress() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(
                        () -> Settings.read(with(Map.of("MOVEIN_MODIFY_FORM_URL", "the form")), ReporterSettings::read))
                .withMessageContaining("MOVEIN_MODIFY_FORM_URL is 'the form' (expected an address");
    }

    private static Map<String, String> with(Map<String, String> more) {
        var env = new HashMap<>(ENOUGH);
        env.putAll(more);
        return env;
    }
}
