package io.movein.review.plan.check;

import io.movein.contract.plan.PlanLimits;
import io.movein.model.ArtifactProblem;
import io.movein.model.Stage;
import java.util.List;
import java.util.stream.Stream;

/** The rule book of the stages. Every duty whose artifacts can be relied upon is asked, and everything is told at once. */
public final class StageChecks {
    public static final List<StageCheck> CHECKS = List.of(
            new MigrationAnalyst(),
            new RiskAssessor(),
            new SchemaMapper(),
            new CompatibilityReviewer(),
            new MigrationEngineer(),
            new IntegrationTester(),
            new Validator(),
            new RegressionTester(),
            new CutoverCoordinator(),
            new RollbackEngineer());

    private StageChecks() {}

    /** What the duties of a stage find. */
    public static List<ArtifactProblem> problems(Stage stage, StageCase theCase) {
        return CHECKS.stream()
                .filter(check -> check.stage() == stage)
                .filter(check -> check.needs().stream().allMatch(theCase::has))
                .flatMap(check -> check.check(theCase).stream())
                .toList();
    }

    /** As much as is told, each text cut. */
    public static List<ArtifactProblem> told(Stream<ArtifactProblem> problems) {
        return problems.limit(PlanLimits.PROBLEMS)
                .map(problem -> ArtifactProblem.newBuilder(problem)
                        .setFile(cut(problem.getFile()))
                        .setWhat(cut(problem.getWhat()))
                        .setExpected(cut(problem.getExpected()))
                        .setRemedy(cut(problem.getRemedy()))
                        .build())
                .toList();
    }

    private static String cut(String text) {
        return text.length() <= PlanLimits.PROBLEM_TEXT ? text : text.substring(0, PlanLimits.PROBLEM_TEXT - 1) + "…";
    }
}
