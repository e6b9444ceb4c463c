package io.movein.process.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.movein.process.ConfigurationFailure;
import io.movein.process.ConfigurationProblem;
import io.movein.process.ExitCode;
import io.movein.process.SecretReference;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationFormatTest {

    record Plan(String reason, List<Place> places, DataSize part, Duration window, PaceSettings pace) {}

    record Place(String name, String kind, @Nullable SecretReference password) {}

    private static final ConfigurationFormat<Plan> FORMAT = ConfigurationFormat.of(Plan.class, "plan.schema.json");

    @Test
    void readsRecordsWithTheSchemasDefaults() {
        var plan = FORMAT.read("""
                reason: the old bucket is closed
                places:
                  - name: old
                    password: {secret: old-bucket/password}
                  - {name: new, kind: folder}
                pace: {rate: 50MiB/s}
                """);

        assertThat(plan)
                .isEqualTo(new Plan(
                        "the old bucket is closed",
                        List.of(
                                new Place("old", "bucket", new SecretReference("old-bucket", "password")),
                                new Place("new", "folder", null)),
                        new DataSize(8 * 1024 * 1024),
                        Duration.ofDays(90),
                        new PaceSettings(8, new ByteRate(50 * 1024 * 1024), null)));
    }

    @Test
    void tellsEveryProblemAtOnceWithItsLine() {
        var problems = problems("""
                reason: x
                places:
                  - kind: tape
                    colour: red
                part: 8 apples
                pace:
                  workers: 0
                  requestsPerSecond: many
                """);

        assertThat(problems)
                .containsExactlyInAnyOrder(
                        new ConfigurationProblem(1, "reason", "\"x\"", "at least 3 characters"),
                        new ConfigurationProblem(3, "places[0].name", "missing", "a value"),
                        new ConfigurationProblem(3, "places[0].kind", "\"tape\"", "one of bucket, folder"),
                        new ConfigurationProblem(4, "places[0].colour", "not known", "one of kind, name, password"),
                        new ConfigurationProblem(
                                5, "part", "\"8 apples\"", "a number of bytes, such as 512B, 64KiB, 8MiB or 5GB"),
                        new ConfigurationProblem(7, "pace.workers", "0", "at least 1"),
                        new ConfigurationProblem(8, "pace.requestsPerSecond", "\"many\"", "type integer"));
        assertThat(problems).isSortedAccordingTo((a, b) -> Integer.compare(a.line(), b.line()));
    }

    @Test
    void failsAsAConfigurationInOneMessage() {
        assertThat(failure("reason: because\n"))
                .hasMessage("the configuration is not right:\n  line 1, places: missing (expected a value)")
                .returns(ExitCode.CONFIGURATION, ConfigurationFailure::exitCode);
    }

    @Test
    void doesNotRepeatAPasswordWrittenWhereItsNameBelongs() {
        var failure = failure("""
                reason: because
                places:
                  - name: old
                    password: hunter2
                  - name: new
                    password: {secret: hunter2 hunter2}
                """);

        assertThat(failure.problems()).extracting(ConfigurationProblem::line).containsExactly(4, 6);
        assertThat(failure).hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            reason: &a because|line 1: the anchor &a (expected no anchors)
            reason: *a|line 1: the alias *a (expected the value itself)
            reason: !!str because|line 1: the tag tag:yaml.org,2002:str (expected no tags)
            reason: !!java.io.File [x]|line 1: the tag tag:yaml.org,2002:java.io.File (expected no tags)
            reason: [|line 2: expected the node content, but found '<stream end>' (expected YAML)
            ? [a, b]|Non scalar key is detected but it is not configured to be allowed. (expected YAML)
            {reason: because, reason: because}|line 1, reason: written twice (expected once; line 1 has it too)
            reason: .inf|line 1, reason: '.inf' (expected a finite decimal number, or text in quotes)
            """)
    void refusesWhatJsonCannotSay(String yaml, String expected) {
        assertThat(problems(yaml + "\n"))
                .extracting(ConfigurationProblem::toString)
                .contains(expected);
    }

    @Test
    void refusesABombBeforeItGoesOff() {
        var bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (var i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
        }

        assertThat(problems(bomb.toString())).hasSize(30 + 58);
    }

    @Test
    void refusesDepthWithoutEnd() {
        assertThat(problems("[".repeat(20_000)))
                .containsExactly(new ConfigurationProblem(1, "", "nested deeper than 50", "less"));
    }

    @Test
    void refusesMoreThanTheFormTakes() {
        assertThat(problems("reason: " + "x".repeat(ConfigurationFormat.MOST_BYTES)))
                .containsExactly(new ConfigurationProblem(0, "", "more than 32768 bytes", "at most as many"));
        assertThat(problems("reason: " + "é".repeat(ConfigurationFormat.MOST_BYTES / 2)))
                .containsExactly(new ConfigurationProblem(0, "", "more than 32768 bytes", "at most as many"));
    }

    @Test
    void refusesASecondDocument() {
        assertThat(problems("reason: because\n---\nreason: too\n"))
                .containsExactly(new ConfigurationProblem(0, "", "2 documents", "one"));
    }

    @Test
    void takesYesAndDatesForTextAndNothingForAnEmptyDocument() {
        assertThat(FORMAT.read("reason: 2026-12-01\nplaces: [{name: no}]\n").reason())
                .isEqualTo("2026-12-01");
        assertThat(problems("")).extracting(ConfigurationProblem::where).containsExactly("reason", "places");
        assertThat(problems("just text"))
                .extracting(ConfigurationProblem::expected)
                .containsExactly("type object");
    }

    @Test
    void publishesASchemaThatNeedsNothingElse() {
        var published = FORMAT.schema();

        assertThat(published)
                .contains("\"$id\" : \"https://movein.io/schemas/test-plan.json\"")
                .contains("\"$id\" : \"https://movein.io/schemas/process-kit.json\"");
    }

    private static List<ConfigurationProblem> problems(String yaml) {
        return failure(yaml).problems();
    }

    private static ConfigurationFailure failure(String yaml) {
        return catchThrowableOfType(ConfigurationFailure.class, () -> FORMAT.read(yaml));
    }
}
