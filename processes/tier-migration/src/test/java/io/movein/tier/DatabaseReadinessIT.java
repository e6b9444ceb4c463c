package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.postgresql.PostgresProcess;
import io.movein.standin.postgresql.PostgresProcess.Version;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the dry-run says of servers and roles with which no tenant can be moved. */
@Timeout(120)
class DatabaseReadinessIT extends AScene {

    private static final String LOGIN = "user: {secret: db/user}, password: {secret: db/password}";

    @Test
    void namesEveryRightThatIsMissingOnBothSides() {
        Scene.execute(
                scene.source, "create role only_reads login password 'r'; grant select on public.orders to only_reads");
        Scene.execute(
                scene.target, "create role only_reads login password 'r'; revoke create on schema public from public");
        try {
            scene.following()
                    .secret("limited/user", "only_reads")
                    .secret("limited/password", "r")
                    .with("{url: \"%s\", %s}".formatted(scene.source.url(), LOGIN), limited(scene.source.url()))
                    .with("{url: \"%s\", %s}".formatted(scene.target.url(), LOGIN), limited(scene.target.url()));

            assertThat(scene.run("run", "--mode", "dry-run")).as(scene.output()).isEqualTo(2);
        } finally {
            Scene.execute(scene.source, "drop owned by only_reads; drop role only_reads");
            Scene.execute(scene.target, "drop owned by only_reads; drop role only_reads");
        }
        // the role's name is a secret of the plan
        assertThat(scene.output())
                .contains("permission denied for table visits (expected *** may read every row of it")
                .doesNotContain("permission denied for table orders")
                .contains("source: *** does not see other sessions' transactions")
                .contains("source: *** may not replicate")
                .contains("target: *** may not create schemas")
                .contains("target: *** may create nothing in schema public")
                .contains("target: *** may not subscribe");
    }

    private static String limited(String url) {
        return "{url: \"%s\", user: {secret: limited/user}, password: {secret: limited/password}}".formatted(url);
    }

    @Test
    void namesVersionsThatCannotBeAndALogThatTellsOfNoRows() {
        try (var plain = PostgresProcess.start(Version.NEWER, Map.of())) {
            scene.following()
                    .with(scene.source.url(), plain.url("postgres"))
                    .with(scene.target.url(), scene.source.url());

            assertThat(scene.run("run", "--mode", "dry-run")).as(scene.output()).isEqualTo(2);
        }
        assertThat(scene.output())
                .containsPattern("target: PostgreSQL 1\\d, older than the source's 1\\d \\(expected 1\\d or newer\\)")
                .contains("source: wal_level is replica (expected logical, which takes a restart; or changes: freeze)")
                .contains("target: not empty: ");
    }
}
