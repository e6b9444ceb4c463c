package io.movein.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.gateway.GatewayConfig.Redirect;
import io.movein.gateway.GatewayConfig.RedirectMode;
import io.movein.gateway.GatewayConfig.TenantSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatewayConfigTest {

    private static String shown() throws Exception {
        var page = Files.readString(Path.of("../../docs/redis-gateway.md"));
        return page.substring(page.indexOf("```yaml\n") + 8, page.indexOf("\n```", page.indexOf("```yaml")));
    }

    @Test
    void readsWhatThePageShows() throws Exception {
        var config = GatewayConfig.format().read(shown());

        assertThat(config.tenants())
                .containsExactly(new TenantSettings(
                        "acme-corp",
                        List.of("acme"),
                        "redis-shared:6379",
                        0,
                        new Redirect(RedirectMode.NONE, Duration.ofSeconds(30))));
        assertThat(config.problems()).isEmpty();
    }

    @Test
    void saysEverythingThatIsWrong() throws Exception {
        var twice = shown().replace("server: redis-shared:6379", "server: nowhere")
                        .replace("[acme]", "[acme, acme2]") + "\n";

        assertThat(GatewayConfig.format().read(twice).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).contains("tenants.acme-corp", "'nowhere'"));
        assertThatThrownBy(() -> GatewayConfig.format().read(shown().replace("mode: none", "mode: some")))
                .hasMessageContaining("redirect.mode");
    }
}
