package io.movein.live.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.live.configuration.LivePlan.DnsKey;
import io.movein.live.manager.ManagerConfig.DefaultMode;
import io.movein.live.manager.ManagerConfig.DnsSettings;
import io.movein.live.manager.ManagerConfig.Migration;
import io.movein.live.manager.ManagerConfig.ValidateTarget;
import io.movein.process.SecretReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ManagerConfigTest {

    private static final Migration DEFAULTS = new Migration(
            true,
            2,
            DefaultMode.LIVE,
            Duration.ofHours(6),
            1000,
            Duration.ofSeconds(2),
            false,
            Duration.ZERO,
            null,
            8,
            500,
            new ValidateTarget(true, true));

    private static String shown() throws Exception {
        var page = Files.readString(Path.of("../../docs/live-manager.md"));
        return page.substring(page.indexOf("```yaml\n") + 8, page.indexOf("\n```", page.indexOf("```yaml")));
    }

    @Test
    void readsWhatThePageShowsWhichIsWhatIsThereWithoutIt() throws Exception {
        var begin = shown().indexOf("tenancy:");
        var without = shown().substring(0, begin) + shown().substring(shown().indexOf("tenants:", begin));

        assertThat(ManagerConfig.format().read(shown()).tenancy().migration()).isEqualTo(DEFAULTS);
        assertThat(ManagerConfig.format().read(without).tenancy().migration()).isEqualTo(DEFAULTS);
    }

    @Test
    void readsTheNameServerThatThePageShows() throws Exception {
        var page = Files.readString(Path.of("../../docs/live-manager.md"));
        var dns = page.substring(page.indexOf("    dns: {host"), page.indexOf("\n```", page.indexOf("    dns: {host")));

        var read = ManagerConfig.format()
                .read(shown().replace("    enabled: true", dns + "\n    enabled: true"))
                .tenancy()
                .migration()
                .dns();

        assertThat(read)
                .isEqualTo(new DnsSettings(
                        "ns1.example.org",
                        53,
                        "example.org",
                        new DnsKey("movein", "hmac-sha256", SecretReference.parse("dns/key")),
                        Duration.ofMinutes(1),
                        Duration.ofHours(1),
                        Duration.ofMillis(500)));
    }

    @Test
    void refusesATenantWhoseNameIsNoFileName() throws Exception {
        var wrong = shown().replace("name: acme-corp", "name: ../acme");

        assertThatThrownBy(() -> ManagerConfig.format().read(wrong)).hasMessageContaining("tenants");
    }
}
