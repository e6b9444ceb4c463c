package io.movein.review.plan.template;

import io.movein.contract.plan.StageArtifact;
import io.movein.review.plan.artifact.ArtifactEntry;
import io.movein.review.plan.check.Durations;
import io.movein.review.plan.check.StageCase;
import java.time.Duration;
import java.util.List;

/** A step for each program, and the objective for the way back. */
final class CutoverTemplates {
    private CutoverTemplates() {}

    static String runbook(StageCase known) {
        var page = new StringBuilder("""
                # Cutover coordinator: the steps, one after the other, within the window. At least one has go-no-go.
                #   - {name: freeze writes, owner: "@octocat", duration: 10m, go-no-go: the last backup is younger than an hour}
                window: {from: , to: }  # UTC, like 2026-12-01T22:00Z
                """);
        var document = known.artifacts().get(StageArtifact.ARTIFACTS);
        var artifacts =
                document == null ? List.<ArtifactEntry>of() : document.entry().list("artifacts");
        page.append(artifacts.isEmpty() ? "steps: []\n" : "steps:\n");
        for (var artifact : artifacts) {
            page.append("  - {name: ")
                    .append(Yaml.text("run " + artifact.text("name") + " live"))
                    .append(", owner: , duration: }\n");
        }
        return page.append("""

                        # Who is told what, and when.
                        #   - {when: before freeze writes, to: all users, message: "the shop is read-only until 23:00"}
                        communication: []

                        # What is looked at afterwards.
                        #   - {what: a test order, owner: "@octocat", expected: it is shipped within five minutes}
                        verification: []
                        """).toString();
    }

    static String rollback(StageCase known) {
        var objective = known.request().getRecoveryTimeObjectiveSeconds();
        return """
                # Rollback engineer: the way back, within the recovery time objective%s.
                #   - {name: point the service back, owner: "@octocat", duration: 5m}
                steps: []

                # From which step of runbook.yaml there is no way back, and why.
                point-of-no-return: {step: , why: }

                # That it was tried.
                rehearsed: {on: , by: , took: , evidence: }  # on: 2026-11-20, took: 25m
                """.formatted(objective == null ? "" : " of " + Durations.words(Duration.ofSeconds(objective)));
    }
}
