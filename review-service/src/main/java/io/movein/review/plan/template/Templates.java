package io.movein.review.plan.template;

import io.movein.contract.MigrationId;
import io.movein.contract.plan.PlanLimits;
import io.movein.contract.plan.PlanPaths;
import io.movein.contract.plan.StageArtifact;
import io.movein.model.Stage;
import io.movein.model.TemplateFile;
import io.movein.review.plan.check.StageCase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The files with which a stage begins: commented YAML to fill in, with what earlier stages and runs have told already. As they are,
 * none of them passes its checks: whoever merges one untouched has decided nothing.
 */
public final class Templates {
    private static final String SCHEMA =
            "# yaml-language-server: $schema=https://movein.io/schemas/plan/%s.schema.json%n";

    private Templates() {}

    public static List<TemplateFile> of(MigrationId plan, Stage stage, StageCase known) {
        return StageArtifact.of(stage).stream()
                .map(artifact -> TemplateFile.newBuilder()
                        .setPath(PlanPaths.path(plan, artifact))
                        .setText(text(artifact, known))
                        .build())
                .toList();
    }

    /** Where what is known has no room, it is left out: the checks name it anyway. */
    private static String text(StageArtifact artifact, StageCase known) {
        var whole = SCHEMA.formatted(artifact.name().toLowerCase(Locale.ROOT)) + body(artifact, known);
        return whole.getBytes(StandardCharsets.UTF_8).length <= PlanLimits.FILE_BYTES
                ? whole
                : SCHEMA.formatted(artifact.name().toLowerCase(Locale.ROOT))
                        + body(artifact, new StageCase(known.request(), Map.of(), List.of()));
    }

    private static String body(StageArtifact artifact, StageCase known) {
        return switch (artifact) {
            case INVENTORY -> AssessmentTemplates.inventory();
            case RISKS -> AssessmentTemplates.risks();
            case MAPPING -> MappingTemplate.of(known);
            case ARTIFACTS -> MigrateTemplates.artifacts(known);
            case VALIDATION -> MigrateTemplates.validation(known);
            case RUNBOOK -> CutoverTemplates.runbook(known);
            case ROLLBACK -> CutoverTemplates.rollback(known);
        };
    }
}
