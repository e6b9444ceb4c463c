package io.movein.review.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.plan.PlanPaths;
import io.movein.contract.plan.StageArtifact;
import io.movein.model.ArtifactProblem;
import io.movein.model.Stage;
import io.movein.model.TemplateFile;
import io.movein.review.plan.artifact.ArtifactDocument;
import io.movein.review.plan.artifact.ArtifactReader;
import io.movein.review.plan.check.StageCase;
import io.movein.review.plan.check.StageChecks;
import io.movein.review.plan.template.Templates;
import java.util.EnumMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a stage begins with: what the stages before it produced is filled in, and what people have to say is not. */
class TemplatesTest {
    private final APlan plan = new APlan();

    @ParameterizedTest
    @EnumSource(value = Stage.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void eachIsYamlAndNonePassesAsItIs(Stage stage) {
        var documents = templates(stage).stream().map(TemplatesTest::document).toList();

        assertThat(documents)
                .allSatisfy(document -> assertThat(document.problems())
                        .extracting(ArtifactProblem::getCode)
                        .doesNotContain(ArtifactReader.NOT_YAML));
        assertThat(documents)
                .allSatisfy(document -> assertThat(document.problems())
                        .as("what is left to fill in of " + document.path())
                        .isNotEmpty());
    }

    @Test
    void theMappingHasARuleToFillInForEachFieldOfTheInventory() {
        assertThat(text(StageArtifact.MAPPING))
                .contains(
                        "- source: \"accounts-db/accounts\"",
                        "- source: \"orders-db/orders\"",
                        "{source: \"id\", target: \"id\", rule: , reason: }  # bigint",
                        "{source: \"total\", target: \"total\", rule: , reason: }  # decimal(12,2)");
    }

    @Test
    void theArtifactsNameTheRehearsalsSoFarAndWhatHasToBeMoved() {
        assertThat(text(StageArtifact.ARTIFACTS))
                .contains(
                        "{migration: 17, run: 1, revision: " + APlan.REVISION + "}  # " + APlan.IMAGE,
                        "# To be moved: accounts-db, orders-db");
    }

    /** Only the difference has to be explained, and the regression tests are people's. */
    @Test
    void theValidationIsFilledInFromWhatTheRehearsalsProved() {
        var filled = text(StageArtifact.VALIDATION)
                .replace("match: false}", "match: false, explained: rounding}")
                .replace("regression: []", """
                        regression:
                          - {name: checkout, kind: suite, result: passed, evidence: 12 of 12}
                          - {name: top 10, kind: queries, result: passed, evidence: the same rows}
                          - {name: invoices, kind: outputs, result: passed, evidence: the same}
                        """);
        var artifacts = new EnumMap<>(before(Stage.VALIDATION).artifacts());
        artifacts.put(StageArtifact.VALIDATION, document(StageArtifact.VALIDATION, filled));

        assertThat(StageChecks.problems(
                        Stage.VALIDATION,
                        new StageCase(
                                APlan.request(),
                                artifacts,
                                before(Stage.VALIDATION).runs())))
                .isEmpty();
    }

    @Test
    void theRunbookHasAStepForEachArtifactAndTheWayBackItsObjective() {
        assertThat(text(StageArtifact.RUNBOOK)).contains("{name: \"run orders live\", owner: , duration: }");
        assertThat(text(StageArtifact.ROLLBACK)).contains("recovery time objective of 30m");
    }

    private String text(StageArtifact artifact) {
        return templates(artifact.stage()).stream()
                .filter(file -> file.getPath().endsWith(artifact.file()))
                .map(TemplateFile::getText)
                .findFirst()
                .orElseThrow();
    }

    private List<TemplateFile> templates(Stage stage) {
        return Templates.of(APlan.ID, stage, before(stage));
    }

    private StageCase before(Stage stage) {
        var artifacts = new EnumMap<StageArtifact, ArtifactDocument>(StageArtifact.class);
        Stream.of(StageArtifact.values())
                .filter(artifact -> artifact.stage().compareTo(stage) < 0)
                .forEach(artifact -> artifacts.put(artifact, document(artifact, plan.text(artifact))));
        return new StageCase(
                APlan.request(),
                artifacts,
                List.of(new StageCase.Proven(APlan.rehearsal().build(), APlan.proof())));
    }

    private static ArtifactDocument document(TemplateFile file) {
        return Stream.of(StageArtifact.values())
                .filter(artifact -> file.getPath().endsWith("/" + artifact.file()))
                .map(artifact -> document(artifact, file.getText()))
                .findFirst()
                .orElseThrow();
    }

    private static ArtifactDocument document(StageArtifact artifact, String text) {
        return ArtifactReader.read(artifact, PlanPaths.path(APlan.ID, artifact), text);
    }
}
