package io.movein.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AssignmentTest {

    private static final Map<String, String> CONTRACT = Map.ofEntries(
            Map.entry("MOVEIN_MIGRATION", "acme/platform#17"),
            Map.entry("MOVEIN_RUN", "3"),
            Map.entry("MOVEIN_TENANT", "tenant-acme"),
            Map.entry("MOVEIN_MODE", "live"),
            Map.entry("MOVEIN_ATTEMPT", "resume"),
            Map.entry("MOVEIN_SCRATCH", "/scratch"),
            Map.entry("MOVEIN_STATE", "/state"),
            Map.entry("MOVEIN_SECRETS", "/secrets"),
            Map.entry("MOVEIN_TERMINATION_LOG", "/dev/termination-log"),
            Map.entry("MOVEIN_CONFIG", "/config/config.yaml"),
            Map.entry("MOVEIN_CONTROL", "/control/commands"),
            Map.entry("MOVEIN_FILED_BY", "octocat"),
            Map.entry("MOVEIN_FILED_AT", "2026-11-26T10:00:00Z"),
            Map.entry("MOVEIN_APPROVED_BY", "hubot"),
            Map.entry("MOVEIN_APPROVED_AT", "2026-11-26T11:00:00Z"));

    @Test
    void readsTheWholeContract() {
        assertThat(Assignment.read(CONTRACT))
                .isEqualTo(new Assignment(
                        "acme/platform#17",
                        3,
                        "tenant-acme",
                        RunMode.LIVE,
                        AttemptKind.RESUME,
                        Optional.of(Path.of("/scratch")),
                        Optional.of(Path.of("/state")),
                        Path.of("/secrets"),
                        Optional.of(Path.of("/dev/termination-log")),
                        Optional.of(Path.of("/config/config.yaml")),
                        Optional.of(Path.of("/control/commands")),
                        Map.of(
                                "filedBy", "octocat",
                                "filedAt", "2026-11-26T10:00:00Z",
                                "approvedBy", "hubot",
                                "approvedAt", "2026-11-26T11:00:00Z")));
    }

    @Test
    void tellsEverythingThatIsWrongAtOnce() {
        var environment = new HashMap<>(CONTRACT);
        environment.put("MOVEIN_RUN", "zero");
        environment.put("MOVEIN_MODE", "wet-run");
        environment.remove("MOVEIN_TENANT");
        environment.remove("MOVEIN_STATE");

        var failure = catchThrowableOfType(ConfigurationFailure.class, () -> Assignment.read(environment));

        assertThat(failure.problems())
                .containsExactlyInAnyOrder(
                        ConfigurationProblem.of("MOVEIN_RUN", "'zero'", "a whole number from 1"),
                        ConfigurationProblem.of("MOVEIN_MODE", "'wet-run'", "'dry-run' or 'live'"),
                        ConfigurationProblem.of("MOVEIN_TENANT", "not set", "a value in the environment"),
                        ConfigurationProblem.of(
                                "MOVEIN_ATTEMPT", "'resume' without a MOVEIN_STATE", "a folder to resume from"));
    }

    @Test
    void hasNoDefaultForTheModeAlsoByHand() {
        var failure = catchThrowableOfType(ConfigurationFailure.class, () -> Assignment.read(Map.of()));

        assertThat(failure.problems())
                .containsExactly(ConfigurationProblem.of("MOVEIN_MODE", "not set", "'dry-run' or 'live'"));
    }

    @Test
    void goesOnByHandFromWhatIsThere() {
        var assignment = Assignment.read(Map.of("MOVEIN_MODE", "live"));

        assertThat(assignment.byHand()).isTrue();
        assertThat(assignment.attempt()).isEqualTo(AttemptKind.RESUME);
        assertThat(assignment.run()).isEqualTo(1);
    }
}
