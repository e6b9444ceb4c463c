package io.movein.local.journey;

import static io.movein.local.journey.PlanIssue.LEAD;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.movein.standin.github.api.AppPermissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The services come with the key of a GitHub App: what its manifest asks for is what they need, and each of it is needed. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AppIT {
    private static final String OWNER = "capability-owner";
    private static final Path MANIFEST = Path.of("../github/app-manifest.json");

    @TempDir
    static Path folder;

    private static Town town;
    private static AppPermissions app;
    private static int onboarding;

    @BeforeAll
    static void start() throws Exception {
        var credentials = Map.of(
                "MOVEIN_GITHUB_TOKEN",
                "",
                "MOVEIN_GITHUB_APP_ID",
                "77",
                "MOVEIN_GITHUB_APP_PRIVATE_KEY_FILE",
                key().toString(),
                "MOVEIN_OPERATOR_TEAM",
                "acme/movein-operators",
                // so that whatever a poll asks for is asked while a test is under way
                "MOVEIN_POLL_INTERVAL",
                "1s");
        town = Town.whoseServicesAreTold(
                folder.resolve("data"), name -> Set.of("intake", "reporter").contains(name) ? credentials : Map.of());
        app = requireNonNull(town.stack().localGitHub()).app();
        onboarding = town.tenant("media-library", OWNER);
    }

    @AfterAll
    static void stop() {
        town.close();
    }

    /** As the runbook has it for a platform without plans. */
    @Test
    @Order(1)
    void aMigrationNeedsIssuesAndTheOperatorsTeamAlone() throws Exception {
        app.grant(Map.of("issues", "write", "metadata", "read", "members", "read"));

        var issue =
                MigrationIssue.filed(town.github(), OWNER, MigrationIssue.body(onboarding, town.image("true"), "live"));
        issue.isApproved(1);
        issue.awaitComment("<!-- movein:report run=1 ", "succeeded");
        issue.says("/validated");
        issue.awaitClosed();

        assertThat(app.refused()).isEmpty();
    }

    @Test
    @Order(2)
    void withPlansEachPermissionOfTheManifestIsUsedAndNoOtherIsMissed() throws Exception {
        app.grant(AppPermissions.OF_THE_MANIFEST);

        var plan = PlanIssue.filed(town.github(), onboarding, "mapping: ask");
        plan.assesses();
        plan.answers(LEAD, "/approve", plan.maps());
        plan.awaitMerged("mapping");
        plan.pull("migrate");

        assertThat(app.refused()).isEmpty();
        assertThat(strongest(app.used())).isEqualTo(AppPermissions.OF_THE_MANIFEST);
        assertThat(manifest()).isEqualTo(AppPermissions.OF_THE_MANIFEST);
    }

    /** {@code issues: read} goes where {@code issues: write} is. */
    private static Map<String, String> strongest(Set<String> used) {
        return used.stream()
                .map(it -> it.split(": "))
                .sorted(Comparator.comparing(it -> it[1]))
                .collect(Collectors.toMap(it -> it[0], it -> it[1], (_, stronger) -> stronger));
    }

    private static Map<String, String> manifest() throws IOException {
        var permissions = new TreeMap<String, String>();
        new ObjectMapper()
                .readTree(MANIFEST.toFile())
                .path("default_permissions")
                .properties()
                .forEach(it -> permissions.put(it.getKey(), it.getValue().asText()));
        return permissions;
    }

    private static Path key() throws IOException, GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var key = generator.generateKeyPair().getPrivate().getEncoded();
        return Files.writeString(
                folder.resolve("private-key.pem"),
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                        + "\n-----END PRIVATE KEY-----\n");
    }
}
