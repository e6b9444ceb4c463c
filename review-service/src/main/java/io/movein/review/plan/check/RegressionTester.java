package io.movein.review.plan.check;

import io.movein.contract.plan.StageArtifact;
import io.movein.model.ArtifactProblem;
import io.movein.model.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Suites, replayed queries and compared outputs are all there, with results, and a failure is explained. Equal data in a system
 * that answers otherwise is no success.
 */
public final class RegressionTester implements StageCheck {
    static final String KIND_MISSING = "regression-tester.kind-missing";
    static final String FAILED = "regression-tester.failed";

    @Override
    public Stage stage() {
        return Stage.VALIDATION;
    }

    @Override
    public Set<String> codes() {
        return Set.of(KIND_MISSING, FAILED);
    }

    @Override
    public Set<StageArtifact> needs() {
        return Set.of(StageArtifact.VALIDATION);
    }

    @Override
    public List<ArtifactProblem> check(StageCase theCase) {
        var problems = new ArrayList<ArtifactProblem>();
        var validation = theCase.entry(StageArtifact.VALIDATION);
        var tests = validation.list("regression");
        for (var kind : List.of("suite", "queries", "outputs")) {
            if (tests.stream().noneMatch(test -> test.text("kind").equals(kind))) {
                problems.add(validation
                        .at("regression")
                        .problem(
                                KIND_MISSING, "no test of the kind " + kind, "at least one", "add it with its result"));
            }
        }
        tests.stream()
                .filter(test -> test.text("result").equals("failed") && !test.has("explained"))
                .forEach(test -> problems.add(test.problem(
                        FAILED,
                        "'" + test.text("name") + "' failed",
                        "passed, or an explanation why it is acceptable",
                        "fix it, or explain it")));
        return problems;
    }
}
