package io.movein.review.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.command.StageRead;
import io.movein.contract.plan.StageArtifact;
import io.movein.model.ArtifactFile;
import io.movein.model.ArtifactProblem;
import io.movein.model.CheckResult;
import io.movein.model.FileChange;
import io.movein.model.Mode;
import io.movein.model.Person;
import io.movein.model.PlanRun;
import io.movein.model.PullRequestState;
import io.movein.model.RunOutcome;
import io.movein.model.Stage;
import io.movein.review.plan.check.PullRequestFiles;
import io.movein.review.plan.check.StageCase;
import io.movein.review.plan.check.StageChecks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Artifacts that are right pass; one point changed is one problem, with its code. */
class StageChecksTest {
    private final APlan plan = new APlan();
    private PlanRun run = APlan.rehearsal().build();
    private List<CheckResult> proof = APlan.proof();

    @ParameterizedTest
    @EnumSource(value = Stage.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void nothingStandsAgainstArtifactsThatAreRight(Stage stage) {
        assertThat(problems(stage)).isEmpty();
    }

    static Stream<Arguments> oneWrongPoint() {
        return Stream.of(
                wrong(
                        StageArtifact.INVENTORY,
                        "depends-on: [accounts-db]",
                        "depends-on: [acounts-db]",
                        "migration-analyst.unknown-dependency"),
                wrong(StageArtifact.INVENTORY, "name: accounts-db", "name: orders-db", "migration-analyst.named-twice"),
                wrong(StageArtifact.INVENTORY, "kind: service", "kind: schema", "migration-analyst.no-entities"),
                wrong(StageArtifact.INVENTORY, ", job: none", "", "migration-analyst.kind-missing"),
                wrong(StageArtifact.INVENTORY, "depends-on: [],", "depends-on: [shop],", "risk-assessor.cycle"),
                wrong(
                        StageArtifact.RISKS,
                        "none: {compatibility-gap: the same version}\n",
                        "",
                        "risk-assessor.kind-missing"),
                wrong(StageArtifact.RISKS, "about: [orders-db]", "about: [orders]", "risk-assessor.unknown-item"),
                wrong(
                        StageArtifact.RISKS,
                        "[accounts-db, orders-db, shop]",
                        "[orders-db, accounts-db, shop]",
                        "risk-assessor.before-its-dependency"),
                wrong(
                        StageArtifact.RISKS,
                        "[accounts-db, orders-db, shop]",
                        "[accounts-db, orders-db]",
                        "risk-assessor.not-ordered"),
                wrong(
                        StageArtifact.RISKS,
                        "[accounts-db, orders-db, shop]",
                        "[accounts-db, orders-db, shop, shop]",
                        "risk-assessor.ordered-twice"),
                wrong(
                        StageArtifact.MAPPING,
                        "      - {source: id, target: id, rule: rename, reason: the same}\n      - {source: total",
                        "      - {source: total",
                        "schema-mapper.unmapped-field"),
                wrong(
                        StageArtifact.MAPPING,
                        "  - source: accounts-db/accounts\n    target: accounts\n    fields:\n      - {source: id, target: id, rule: rename, reason: the same}\n",
                        "",
                        "schema-mapper.unmapped-entity"),
                wrong(
                        StageArtifact.MAPPING,
                        "source: accounts-db/accounts",
                        "source: accounts-db/account",
                        "schema-mapper.unknown-entity"),
                wrong(
                        StageArtifact.MAPPING,
                        "source: accounts-db/accounts",
                        "source: orders-db/orders",
                        "schema-mapper.mapped-twice"),
                wrong(StageArtifact.MAPPING, "target: cents", "target: id", "schema-mapper.written-twice"),
                wrong(StageArtifact.MAPPING, "target: accounts", "target: orders", "compatibility-reviewer.concept"),
                wrong(
                        StageArtifact.MAPPING,
                        "rule: cast, to-type: int,",
                        "rule: derive, from-fields: [total], expression: total * 100, to-unique: true,",
                        "compatibility-reviewer.constraint"),
                wrong(
                        StageArtifact.MAPPING,
                        "{source: id, target: id, rule: rename, reason: the same}\n      - {source: total",
                        "{source: id, target: id, rule: rename, reason: the same}\n      - {source: sum, target: s, rule: rename, reason: x}\n      - {source: total",
                        "schema-mapper.unknown-field"),
                wrong(
                        StageArtifact.MAPPING,
                        "  - {finding: lossy-cast, entity: orders-db/orders, field: total, by: octocat, because: no order is that large}\n",
                        "",
                        "compatibility-reviewer.lossy-cast"),
                wrong(
                        StageArtifact.MAPPING,
                        "  - {finding: consumer, entity: orders-db/orders, field: total, consumer: shop, by: hubot, because: it reads cents}\n",
                        "",
                        "compatibility-reviewer.consumer"),
                wrong(StageArtifact.MAPPING, "consumer: shop,", "consumer: till,", "compatibility-reviewer.consumer"),
                wrong(
                        StageArtifact.MAPPING,
                        "to-type: int,",
                        "to-type: int, to-unique: true,",
                        "compatibility-reviewer.constraint"),
                wrong(
                        StageArtifact.MAPPING,
                        "to-type: int,",
                        "to-type: text,",
                        "compatibility-reviewer.acknowledged-for-nothing"),
                wrong(
                        StageArtifact.ARTIFACTS,
                        "@sha256:" + "ab".repeat(32),
                        ":latest",
                        "migration-engineer.not-pinned"),
                wrong(
                        StageArtifact.ARTIFACTS,
                        "moves: [accounts-db, orders-db]",
                        "moves: [orders-db]",
                        "migration-engineer.not-moved"),
                wrong(
                        StageArtifact.ARTIFACTS,
                        "moves: [accounts-db, orders-db]",
                        "moves: [accounts-db, orders-db, x]",
                        "migration-engineer.unknown-item"),
                wrong(
                        StageArtifact.ARTIFACTS,
                        "run: 1, revision",
                        "run: 2, revision",
                        "integration-tester.unknown-run"),
                wrong(StageArtifact.ARTIFACTS, "batch: 500", "batch: 501", "integration-tester.other-artifact"),
                wrong(StageArtifact.ARTIFACTS, "revision: 0123", "revision: 9123", "integration-tester.other-revision"),
                wrong(StageArtifact.ARTIFACTS, "field: cents", "field: id", "integration-tester.edge-case-missing"),
                wrong(StageArtifact.VALIDATION, "target: \"10\"", "target: \"11\"", "validator.not-as-proved"),
                wrong(
                        StageArtifact.VALIDATION,
                        "match: false, explained: rounding",
                        "match: false",
                        "validator.difference-unexplained"),
                wrong(StageArtifact.VALIDATION, "run: 1", "run: 3", "validator.run-missing"),
                wrong(StageArtifact.VALIDATION, "run: 1", "run: 3", "validator.unknown-run"),
                wrong(StageArtifact.VALIDATION, "kind: queries", "kind: suite", "regression-tester.kind-missing"),
                wrong(StageArtifact.VALIDATION, "1 of 90, explained: rounding", "1 of 90", "regression-tester.failed"),
                wrong(
                        StageArtifact.RUNBOOK,
                        "to: 2026-12-01T23:00Z",
                        "to: 2026-12-01T22:30Z",
                        "cutover-coordinator.window-too-short"),
                wrong(
                        StageArtifact.RUNBOOK,
                        "to: 2026-12-01T23:00Z",
                        "to: 2026-12-01T21:00Z",
                        "cutover-coordinator.window-ends-first"),
                wrong(
                        StageArtifact.RUNBOOK,
                        "to: 2026-12-01T23:00Z",
                        "to: 2026-13-01T23:00Z",
                        "cutover-coordinator.no-time"),
                wrong(StageArtifact.RUNBOOK, ", go-no-go: the backup is fresh", "", "cutover-coordinator.no-go-point"),
                wrong(StageArtifact.RUNBOOK, "name: freeze,", "name: run,", "cutover-coordinator.named-twice"),
                wrong(StageArtifact.ROLLBACK, "duration: 20m", "duration: 31m", "rollback-engineer.over-objective"),
                wrong(StageArtifact.ROLLBACK, "took: 25m", "took: 1h", "rollback-engineer.over-objective"),
                wrong(StageArtifact.ROLLBACK, "on: 2026-11-20", "on: 2026-12-02", "rollback-engineer.not-rehearsed"),
                wrong(StageArtifact.ROLLBACK, "on: 2026-11-20", "on: 2026-11-31", "rollback-engineer.not-rehearsed"),
                wrong(StageArtifact.ROLLBACK, "step: run,", "step: fly,", "rollback-engineer.unknown-step"),
                wrong(StageArtifact.ROLLBACK, "owner: octocat, duration", "duration", "artifact.schema"),
                wrong(StageArtifact.ROLLBACK, "duration: 20m", "duration: soon", "artifact.schema"),
                wrong(
                        StageArtifact.ROLLBACK,
                        "evidence: a protocol",
                        "evidence: a protocol, colour: red",
                        "artifact.schema"),
                wrong(StageArtifact.ROLLBACK, "steps:", "steps: &all", "artifact.not-yaml"),
                wrong(StageArtifact.ROLLBACK, "step: run,", "step: run, step: run,", "artifact.not-yaml"),
                wrong(StageArtifact.ROLLBACK, "step: run,", "step: !!str run,", "artifact.not-yaml"),
                wrong(StageArtifact.ROLLBACK, "steps:", "steps: {", "artifact.not-yaml"));
    }

    private static Arguments wrong(StageArtifact artifact, String from, String to, String code) {
        return Arguments.of(artifact, from, to, code);
    }

    @ParameterizedTest
    @MethodSource("oneWrongPoint")
    void eachWrongPointHasItsCodeAndItsLine(StageArtifact artifact, String from, String to, String code) {
        plan.with(artifact, from, to);

        var found = problems(artifact.stage());

        assertThat(found).extracting(ArtifactProblem::getCode).contains(code);
        assertThat(found).allSatisfy(problem -> {
            assertThat(problem.getLine()).isNotNull().isPositive();
            assertThat(problem.getRemedy()).isNotBlank();
        });
    }

    static Stream<Arguments> otherRuns() {
        return Stream.of(
                Arguments.of(
                        (UnaryOperator<PlanRun.Builder>) it -> it.setMode(Mode.LIVE),
                        "integration-tester.not-a-dry-run"),
                Arguments.of(
                        (UnaryOperator<PlanRun.Builder>) it -> it.setOutcome(RunOutcome.FAILED),
                        "integration-tester.not-succeeded"),
                Arguments.of(
                        (UnaryOperator<PlanRun.Builder>) it -> it.setImage("x@y"),
                        "integration-tester.other-artifact"));
    }

    @ParameterizedTest
    @MethodSource("otherRuns")
    void aRehearsalIsWhatMoveinsOwnHistorySays(UnaryOperator<PlanRun.Builder> change, String code) {
        run = change.apply(PlanRun.newBuilder(run)).build();

        assertThat(problems(Stage.MIGRATE)).extracting(ArtifactProblem::getCode).containsExactly(code);
    }

    @Test
    void aRunThatComparedNothingProvesNothing() {
        proof = List.of();

        assertThat(problems(Stage.VALIDATION))
                .extracting(ArtifactProblem::getCode)
                .contains("validator.nothing-compared");
    }

    @Test
    void whatAFieldIsDerivedFromChangesForItsConsumers() {
        plan.with(
                StageArtifact.MAPPING,
                "{source: total, target: cents, rule: cast, to-type: int, reason: cents}",
                "{target: cents, rule: derive, from-fields: [total], expression: total * 100, reason: cents}");
        plan.with(
                StageArtifact.MAPPING,
                "  - {finding: lossy-cast, entity: orders-db/orders, field: total, by: octocat, because: no order is that large}\n",
                "");

        assertThat(problems(Stage.MAPPING)).isEmpty();
        plan.with(StageArtifact.MAPPING, "consumer: shop,", "consumer: till,");
        assertThat(problems(Stage.MAPPING))
                .extracting(ArtifactProblem::getCode)
                .containsExactly("compatibility-reviewer.consumer", "compatibility-reviewer.acknowledged-for-nothing");
    }

    @Test
    void aFieldThatStaysAsItIsBreaksNobodyWhateverElseIsMadeOfIt() {
        plan.with(
                StageArtifact.MAPPING,
                "      - {source: total",
                "      - {source: total, target: total, rule: rename, reason: the same}\n      - {source: total");

        assertThat(problems(Stage.MAPPING))
                .extracting(ArtifactProblem::getCode)
                .containsExactly("compatibility-reviewer.acknowledged-for-nothing");
    }

    @Test
    void everyCodeOfEveryDutyIsProvokedByATestHere() {
        var tried = Stream.of(oneWrongPoint(), otherRuns(), Stream.of(Arguments.of("validator.nothing-compared")))
                .flatMap(cases -> cases.map(one -> (String) one.get()[one.get().length - 1]))
                .collect(Collectors.toSet());

        assertThat(StageChecks.CHECKS).allSatisfy(check -> assertThat(tried).containsAll(check.codes()));
    }

    @Test
    void tellsTheLineOfWhatIsWrong() {
        plan.with(StageArtifact.RISKS, "about: [orders-db]", "about: [orders]");

        assertThat(problems(Stage.ASSESSMENT))
                .containsExactly(new ArtifactProblem(
                        "plans/40/risks.yaml",
                        2,
                        "risk-assessor.unknown-item",
                        "'orders' is not in the inventory",
                        "the name of an item",
                        "list it in inventory.yaml, or correct the name"));
    }

    static Stream<Arguments> badFiles() {
        return Stream.of(
                file(it -> it.setMode("120000"), "artifact.not-a-regular-file"),
                file(it -> it.setMode("160000"), "artifact.not-a-regular-file"),
                file(it -> it.setText(null).setSize(5_000_000), "artifact.too-large"),
                file(it -> it.setText(null), "artifact.not-text"),
                file(it -> it.setText(null).setChange(FileChange.REMOVED), "artifact.missing"),
                file(it -> it.setPath("plans/40/elsewhere.yaml"), "artifact.missing"),
                file(
                        it -> it.setPath("plans/40/elsewhere.yaml").setFormerPath("plans/40/rollback.yaml"),
                        "artifact.renamed"),
                file(it -> it.setText("a: &a [x,x]\nb: [*a,*a]\n"), "artifact.not-yaml"),
                file(it -> it.setText("[".repeat(5_000)), "artifact.not-yaml"),
                file(it -> it.setText("\u0000\u0001"), "artifact.not-yaml"),
                file(it -> it.setText(""), "artifact.schema"));
    }

    private static Arguments file(UnaryOperator<ArtifactFile.Builder> change, String code) {
        return Arguments.of(change, code);
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void aFileThatIsNoArtifactIsAProblem(UnaryOperator<ArtifactFile.Builder> change, String code) {
        var files = new ArrayList<>(plan.files(Stage.CUTOVER));
        var last = files.removeLast();
        files.add(change.apply(ArtifactFile.newBuilder(last)).build());

        assertThat(problems(read(Stage.CUTOVER).setFiles(files).build()))
                .extracting(ArtifactProblem::getCode)
                .contains(code);
    }

    @Test
    void aForkAndWhatLiesElsewhereIsAProblem() {
        var read = read(Stage.ASSESSMENT).setFork(true).setOtherPaths(List.of(".github/workflows/ci.yml"));

        assertThat(problems(read.build()))
                .extracting(ArtifactProblem::getCode)
                .containsExactly("stage.from-a-fork", "stage.file-elsewhere");
    }

    @Test
    void anArtifactOfAnEarlierStageStaysAsItWas() {
        var passed = plan.passed(Stage.MAPPING);
        plan.with(StageArtifact.INVENTORY, "120GiB", "121GiB");

        assertThat(PullRequestFiles.of(read(Stage.MAPPING).build(), passed).problems())
                .extracting(ArtifactProblem::getCode)
                .containsExactly("stage.earlier-artifact-changed");
    }

    @Test
    void thePageListsExactlyTheCodesOfTheDuties() throws Exception {
        var page = Files.readString(Path.of("../docs/plans.md"));

        assertThat(StageChecks.CHECKS)
                .allSatisfy(check -> assertThat(check.codes())
                        .allSatisfy(code -> assertThat(page).contains("`" + code + "`")));
    }

    private List<ArtifactProblem> problems(Stage stage) {
        return problems(read(stage).build());
    }

    private List<ArtifactProblem> problems(StageRead read) {
        var files = PullRequestFiles.of(read, plan.passed(read.getStage()));
        var theCase = new StageCase(APlan.request(), files.artifacts(), List.of(new StageCase.Proven(run, proof)));
        return Stream.concat(files.problems().stream(), StageChecks.problems(read.getStage(), theCase).stream())
                .toList();
    }

    private StageRead.Builder read(Stage stage) {
        return StageRead.newBuilder()
                .setMigration(APlan.ID.toString())
                .setStage(stage)
                .setAttempt(1)
                .setPullRequest(41)
                .setBranch("movein/plan-40/x")
                .setBase("main")
                .setHead("1".repeat(40))
                .setAuthor(new Person(1L, "movein[bot]"))
                .setState(PullRequestState.OPEN)
                .setFiles(plan.files(stage))
                .setUpdatedAt(APlan.NOON);
    }
}
