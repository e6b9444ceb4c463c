package io.movein.process.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.process.Assignment;
import io.movein.process.ConfigurationProblem;
import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.SecretReference;
import io.movein.process.Secrets;
import io.movein.process.Stop;
import io.movein.process.configuration.ConfigurationFormat;
import io.movein.process.configuration.FailureSettings;
import io.movein.process.configuration.PaceSettings;
import io.movein.process.evidence.EvidenceStore;
import io.movein.process.items.Blame;
import io.movein.process.items.Outcome;
import io.movein.process.items.PlannedItem;
import io.movein.process.report.CheckOutcome;
import io.movein.process.report.Lines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How a run ends, by what it left: the exit code, the termination message and the evidence. */
@Timeout(60)
class ExecutionTest {

    @FunctionalInterface
    private interface Work {
        String on(ProcessRun<Example.Plan> run) throws InterruptedException;
    }

    /** A process that does what it is told here. */
    private static final class Example implements MigrationProcess<Example.Plan> {
        record Plan(String reason, SecretReference password) {}

        private Work work = _ -> "done";
        private List<ConfigurationProblem> problems = List.of();
        private Optional<EvidenceStore> evidence = Optional.empty();

        @Override
        public String name() {
            return "example";
        }

        @Override
        public String version() {
            return "1.0";
        }

        @Override
        public String description() {
            return "Does what it is told.";
        }

        @Override
        public String example() {
            return "reason: because";
        }

        @Override
        public ConfigurationFormat<Plan> format() {
            return ConfigurationFormat.of(Plan.class, "example.schema.json");
        }

        @Override
        public PaceSettings pace(Plan plan) {
            return new PaceSettings(1, null, null);
        }

        @Override
        public String reason(Plan plan) {
            return plan.reason;
        }

        @Override
        public List<SecretReference> secrets(Plan plan) {
            return List.of(plan.password);
        }

        @Override
        public Optional<EvidenceStore> evidence(Plan plan, Secrets secrets, Assignment assignment) {
            return evidence;
        }

        @Override
        public List<ConfigurationProblem> validate(ProcessRun<Plan> run) {
            return problems;
        }

        @Override
        public String run(ProcessRun<Plan> run) throws InterruptedException {
            return work.on(run);
        }

        @Override
        public void verify(ProcessRun<Plan> run) {
            run.checks().add(CheckOutcome.exact("row count", "orders", 1, 1));
        }
    }

    @TempDir
    private Path folder;

    private final Example process = new Example();
    private final Stop stop = new Stop();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void aPlanAndASecret() throws IOException {
        Files.writeString(folder.resolve("plan.yaml"), "reason: because\npassword: {secret: old-db/password}\n");
        Files.createDirectories(folder.resolve("secrets/old-db"));
        Files.writeString(folder.resolve("secrets/old-db/password"), "hunter2");
    }

    @Test
    void succeedsWithEvidence() throws IOException {
        process.work = run -> {
            run.secrets().read(run.configuration().password());
            process.verify(run);
            run.figures().put("egressBytes", 17);
            return "moved everything";
        };

        assertThat(run()).isEqualTo(ExitCode.SUCCESS);

        assertThat(message().get("summary").asString()).isEqualTo("moved everything");
        assertThat(message().at("/evidence/location").asString()).endsWith("state/evidence-1/");
        var facts = Files.readString(folder.resolve("state/evidence-1/run.json"));
        assertThat(facts)
                .contains("\"reason\" : \"because\"", "\"secret\" : \"old-db/password\"", "\"egressBytes\" : 17")
                .contains("\"migration\" : \"acme/platform#17\"", "\"outcome\" : \"success\"")
                .doesNotContain("hunter2");
    }

    @Test
    void tellsEachPhaseWithItsTimeInItsEvidenceAndAtTheEndOfItsLog() throws IOException {
        process.work = run -> {
            run.progress().phase("copy", "rows", OptionalLong.empty());
            run.progress().add(3);
            run.progress().phase("verify", "tables", OptionalLong.of(1));
            run.progress()
                    .step(
                            "unfreeze",
                            "403 for "
                                    + run.secrets()
                                            .read(run.configuration().password())
                                            .text());
            throw new MigrationFailure(ExitCode.MISMATCH, "orders differ");
        };

        assertThat(run()).isEqualTo(ExitCode.MISMATCH);

        var facts = JsonMapper.shared().readTree(Files.readString(folder.resolve("state/evidence-1/run.json")));
        assertThat(facts.get("phases")
                        .valueStream()
                        .map(phase -> "%s %s %s %s"
                                .formatted(
                                        phase.get("phase").asString(),
                                        phase.get("done"),
                                        phase.get("unit").asString(),
                                        phase.get("outcome").asString())))
                .containsExactly("copy 3 rows done", "verify 0 tables mismatch");
        assertThat(facts.get("phases")
                        .valueStream()
                        .map(phase -> phase.get("seconds").asDouble()))
                .allMatch(seconds -> seconds >= 0 && seconds < 60);
        assertThat(facts.at("/steps/0/step").asString()).isEqualTo("unfreeze");
        assertThat(facts.at("/steps/0/result").asString()).isEqualTo("403 for ***");
        assertThat(out.toString(StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("{")))
                .satisfiesExactly(
                        heading -> assertThat(heading).startsWith("phases: "),
                        copy -> assertThat(copy).matches("  copy +20\\S+Z +\\S+ s  3 rows, done"),
                        verify -> assertThat(verify).matches("  verify +20\\S+Z +\\S+ s  mismatch"),
                        summary -> assertThat(summary).isEqualTo("orders differ"));
    }

    @Test
    void failedItemsAreNoSuccess() throws IOException {
        process.work = run -> {
            run.journal().add(List.of(PlannedItem.of("a", 1)).iterator());
            run.items(new FailureLimits(new FailureSettings(3, 100, 1)))
                    .run((_, _) -> Outcome.failed(Blame.ITEM, "broken", "it is broken"));
            return "moved 0 of 1";
        };

        assertThat(run()).isEqualTo(ExitCode.COMPLETED_WITH_ERRORS);
        assertThat(message().get("failedItems").asInt()).isEqualTo(1);
    }

    @Test
    void aMismatchAndACheckNotMadeAreNoSuccess() {
        process.work = run -> {
            run.checks().add(CheckOutcome.notMade("digest", "orders", "locked"));
            return "moved";
        };
        assertThat(run()).isEqualTo(ExitCode.COMPLETED_WITH_ERRORS);

        process.work = run -> {
            run.checks().add(CheckOutcome.exact("row count", "orders", 2, 1));
            return "moved";
        };
        assertThat(run()).isEqualTo(ExitCode.MISMATCH);
    }

    @Test
    void aRunThatCannotGoOnSaysWhyAndLeavesEvidence() throws IOException {
        process.work = run -> {
            var password = run.secrets().read(run.configuration().password()).text();
            throw new MigrationFailure(ExitCode.REFUSED, "403 for " + password);
        };

        assertThat(run()).isEqualTo(ExitCode.REFUSED);
        assertThat(message().get("summary").asString()).isEqualTo("403 for ***");
        assertThat(folder.resolve("state/evidence-1/SHA256SUMS")).exists();
    }

    @Test
    void aFaultOfTheProgramIsToldToo() throws IOException {
        process.work = _ -> {
            throw new IllegalStateException("nobody thought of this");
        };

        assertThat(run()).isEqualTo(ExitCode.UNEXPECTED);
        assertThat(message().get("summary").asString())
                .isEqualTo("a fault of the program itself: java.lang.IllegalStateException: nobody thought of this");
    }

    @Test
    void evidenceThatCannotBeWrittenMakesASuccessNone() throws IOException {
        process.evidence = Optional.of(new EvidenceStore() {
            @Override
            public String location() {
                return "s3://proof";
            }

            @Override
            public void write(String name, Path file) throws IOException {
                throw new IOException("no space left");
            }

            @Override
            public InputStream read(String name) {
                return InputStream.nullInputStream();
            }
        });

        assertThat(run()).isEqualTo(ExitCode.COMPLETED_WITH_ERRORS);
        assertThat(message().get("summary").asString())
                .isEqualTo("done; the evidence could not be written: no space left");
    }

    @Test
    void touchesNothingWhereSomethingIsWrong() throws IOException {
        process.work = _ -> {
            throw new AssertionError("must not be called");
        };
        process.problems = List.of(
                ConfigurationProblem.of("source", "no answer from db:5432", "an answer"),
                ConfigurationProblem.of("target", "full", "10 GiB free"));

        assertThat(run()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(message().get("summary").asString())
                .isEqualTo(
                        "the run cannot start:\n  source: no answer from db:5432 (expected an answer)\n  target: full (expected 10 GiB free)");

        Files.delete(folder.resolve("secrets/old-db/password"));
        assertThat(run()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(message().get("summary").asString()).contains("secret old-db/password: not there");
    }

    @Test
    void aStopIsNoSuccessWhateverWasDone() {
        process.work = _ -> {
            stop.request();
            return "moved 3 of 5";
        };

        assertThat(run()).isEqualTo(ExitCode.STOPPED);
    }

    private ExitCode run() {
        var assignment = Assignment.read(Map.of(
                "MOVEIN_MIGRATION", "acme/platform#17",
                "MOVEIN_RUN", "1",
                "MOVEIN_TENANT", "tenant-acme",
                "MOVEIN_MODE", "live",
                "MOVEIN_ATTEMPT", "fresh",
                "MOVEIN_STATE", folder.resolve("state").toString(),
                "MOVEIN_SECRETS", folder.resolve("secrets").toString(),
                "MOVEIN_CONFIG", folder.resolve("plan.yaml").toString(),
                "MOVEIN_TERMINATION_LOG", folder.resolve("log").toString()));
        var secrets = new Secrets(assignment.secrets());
        var lines = new Lines(new PrintStream(out, true, StandardCharsets.UTF_8), secrets::redact);
        return new Execution<>(process, lines, stop).run(assignment, secrets);
    }

    private JsonNode message() throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(folder.resolve("log")))
                .get("movein");
    }
}
