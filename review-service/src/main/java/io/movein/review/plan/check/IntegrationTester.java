package io.movein.review.plan.check;

import io.movein.contract.Digest;
import io.movein.contract.plan.StageArtifact;
import io.movein.model.ArtifactProblem;
import io.movein.model.Mode;
import io.movein.model.PlanRun;
import io.movein.model.RunOutcome;
import io.movein.model.Stage;
import io.movein.review.plan.artifact.ArtifactEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Each program was tried: the dry-runs that it names are in Movein's own history, ended in success, and had that very digest,
 * configuration and revision. And each cast and derivation of the mapping has an edge case that is covered.
 */
public final class IntegrationTester implements StageCheck {
    static final String UNKNOWN_RUN = "integration-tester.unknown-run";
    static final String NOT_A_DRY_RUN = "integration-tester.not-a-dry-run";
    static final String NOT_SUCCEEDED = "integration-tester.not-succeeded";
    static final String OTHER_ARTIFACT = "integration-tester.other-artifact";
    static final String OTHER_REVISION = "integration-tester.other-revision";
    static final String EDGE_CASE_MISSING = "integration-tester.edge-case-missing";

    @Override
    public Stage stage() {
        return Stage.MIGRATE;
    }

    @Override
    public Set<String> codes() {
        return Set.of(UNKNOWN_RUN, NOT_A_DRY_RUN, NOT_SUCCEEDED, OTHER_ARTIFACT, OTHER_REVISION, EDGE_CASE_MISSING);
    }

    @Override
    public Set<StageArtifact> needs() {
        return Set.of(StageArtifact.MAPPING, StageArtifact.ARTIFACTS);
    }

    @Override
    public List<ArtifactProblem> check(StageCase theCase) {
        var problems = new ArrayList<ArtifactProblem>();
        var artifacts = theCase.entry(StageArtifact.ARTIFACTS).list("artifacts");
        for (var artifact : artifacts) {
            for (var rehearsal : artifact.list("rehearsals")) {
                theCase.run(rehearsal.number("migration"), rehearsal.number("run"))
                        .ifPresentOrElse(
                                proven -> rehearsed(artifact, rehearsal, proven.run())
                                        .ifPresent(problems::add),
                                () -> problems.add(rehearsal.problem(
                                        UNKNOWN_RUN,
                                        "Movein knows no " + words(rehearsal) + " that names this plan",
                                        "a run that has ended, of a migration that names this plan",
                                        "file a dry-run with 'migrate my data', and name this plan in its form")));
            }
        }
        for (var map : theCase.entry(StageArtifact.MAPPING).list("entities")) {
            map.list("fields").stream()
                    .filter(rule -> rule.text("rule").equals("cast")
                            || rule.text("rule").equals("derive"))
                    .filter(rule -> artifacts.stream().noneMatch(artifact -> covers(artifact, map, rule)))
                    .forEach(rule -> problems.add(missing(theCase, map, rule)));
        }
        return problems;
    }

    private static Optional<ArtifactProblem> rehearsed(ArtifactEntry artifact, ArtifactEntry rehearsal, PlanRun run) {
        var it = words(rehearsal);
        if (run.getMode() != Mode.DRY_RUN) {
            return problem(rehearsal, NOT_A_DRY_RUN, it + " was not a dry-run", "a dry-run");
        }
        if (run.getOutcome() != RunOutcome.SUCCEEDED) {
            return problem(rehearsal, NOT_SUCCEEDED, it + " did not succeed", "a run that succeeded");
        }
        if (!artifactOf(artifact).equals(artifactOf(run))) {
            return problem(
                    rehearsal, OTHER_ARTIFACT, it + " had another image or configuration", "exactly this artifact");
        }
        return run.getRevision().startsWith(rehearsal.text("revision"))
                ? Optional.empty()
                : problem(
                        rehearsal,
                        OTHER_REVISION,
                        it + " had the revision " + run.getRevision(),
                        "the revision that is named here");
    }

    private record Pair(String image, String configuration) {}

    private static Pair artifactOf(ArtifactEntry artifact) {
        return new Pair(
                artifact.text("image"),
                artifact.optional("configuration").map(Digest::sha256).orElse(""));
    }

    private static Pair artifactOf(PlanRun run) {
        return new Pair(run.getImage(), Objects.requireNonNullElse(run.getConfigurationSha256(), ""));
    }

    private static Optional<ArtifactProblem> problem(
            ArtifactEntry rehearsal, String code, String what, String expected) {
        return Optional.of(rehearsal.problem(code, what, expected, "name another run, or run it again"));
    }

    private static String words(ArtifactEntry rehearsal) {
        return "run " + rehearsal.number("run") + " of #" + rehearsal.number("migration");
    }

    private static boolean covers(ArtifactEntry artifact, ArtifactEntry map, ArtifactEntry rule) {
        return artifact.list("edge-cases").stream()
                .anyMatch(edge -> edge.text("entity").equals(map.text("source"))
                        && edge.text("field").equals(rule.text("target")));
    }

    private static ArtifactProblem missing(StageCase theCase, ArtifactEntry map, ArtifactEntry rule) {
        return theCase.entry(StageArtifact.ARTIFACTS)
                .at("artifacts")
                .problem(
                        EDGE_CASE_MISSING,
                        "no edge case covers '" + rule.text("target") + "' of '" + map.text("source") + "' ("
                                + rule.text("rule") + ")",
                        "one for each cast and each derivation",
                        "add it to edge-cases, with the run or test that covers it");
    }
}
