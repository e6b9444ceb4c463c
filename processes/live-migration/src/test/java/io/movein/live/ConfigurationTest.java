package io.movein.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.live.configuration.LivePlan;
import io.movein.live.configuration.LivePlan.TransferMode;
import io.movein.live.configuration.LivePlan.When;
import io.movein.process.ConfigurationFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationTest {

    @Test
    void readsWhatThePageShows() throws Exception {
        var page = Files.readString(Path.of("../../docs/live-migration.md"));
        var yaml = page.substring(page.indexOf("```yaml\n") + 8, page.indexOf("\n```", page.indexOf("```yaml")));

        var plan = new LiveMigration().format().read(yaml);

        assertThat(plan.tenant())
                .isEqualTo(new LivePlan.TenantSettings(
                        "acme-corp", "acme-corp:", List.of("acme"), List.of("default"), List.of()));
        assertThat(plan.source().replicas()).containsExactly("redis-shared-2:6379");
        assertThat(plan.cutover())
                .isEqualTo(new LivePlan.Cutover(When.COMMAND, 1000, Duration.ofSeconds(2), Duration.ZERO, null));
        assertThat(plan.mode()).isEqualTo(TransferMode.LIVE);
        assertThat(plan.problems()).isEmpty();
    }

    @Test
    void takesTheExampleOfItsHelp() {
        var plan = new LiveMigration().format().read(new LiveMigration().example());

        assertThat(plan.sync().tries()).isEqualTo(5);
        assertThat(plan.verify()).isEqualTo(new LivePlan.Verify(true, 100));
        assertThat(plan.secrets()).hasSize(4);
    }

    @Test
    void saysEverythingThatIsWrongAtOnce() {
        var yaml = new LiveMigration()
                .example()
                .replace("users: [acme]", "users: []")
                .replace("mode: live", "mode: lively")
                .replace("limit: 2s", "limit: soon");

        assertThatThrownBy(() -> new LiveMigration().format().read(yaml))
                .isInstanceOf(ConfigurationFailure.class)
                .hasMessageContainingAll("tenant.users", "mode", "live, fast", "cutover.limit");
    }

    @Test
    void readsThePartsThatThePageShows() throws Exception {
        var page = Files.readString(Path.of("../../docs/live-migration.md"));
        var parts =
                page.substring(page.indexOf("tenant:\n  name: acme-corp\n  prefix: \"acme-corp:\"\n  users: [acme-s"));
        var yaml = new LiveMigration().example();
        var one = yaml.substring(yaml.indexOf("tenant:"), yaml.indexOf("source:"));

        var plan = new LiveMigration()
                .format()
                .read(yaml.replace(one, parts.substring(0, parts.indexOf("mode:")))
                        .replace("mode: live", "mode: incremental"));

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.tenant().parts())
                .containsExactly(
                        new LivePlan.Part("acme-sessions", "acme-corp:session:", List.of("acme-sessions")),
                        new LivePlan.Part("acme-carts", "acme-corp:cart:", List.of("acme-carts")));
    }

    @Test
    void saysWhatIsWrongWithParts() {
        var parts = """
                users: [acme, other]
                  parts:
                    - {name: one, prefix: "acme-corp:a", users: [acme]}
                    - {name: two, prefix: "acme-corp:ab", users: [acme, third]}
                    - {name: two, prefix: "beta:", users: [acme]}""";
        var yaml = new LiveMigration()
                .example()
                .replace("users: [acme]", parts)
                .replace("limit: 2s", "limit: 2s, wayBack: 1h");

        assertThat(new LiveMigration().format().read(yaml).problems().toString())
                .contains("3 parts in mode 'live'")
                .contains("the keys of part 'two' also belong to part 'one'")
                .contains("'beta:' of part 'two'")
                .contains("two parts 'two'")
                .contains("'third' of part 'two'")
                .contains("'acme' belongs to the parts [one, two, two]")
                .contains("'other' belongs to the parts []");
        assertThat(new LiveMigration()
                        .format()
                        .read(yaml.replace("mode: live", "mode: incremental"))
                        .problems()
                        .toString())
                .contains("PT1H in mode 'incremental'");
    }

    @Test
    void refusesToMoveATenantToWhereItIs() {
        var yaml = new LiveMigration().example().replace("redis-acme\n", "redis-shared\n");

        assertThat(new LiveMigration().format().read(yaml).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).contains("the same server as the source"));
    }
}
