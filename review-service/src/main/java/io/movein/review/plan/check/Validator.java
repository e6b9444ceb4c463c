package io.movein.review.plan.check;

import io.movein.contract.plan.StageArtifact;
import io.movein.model.ArtifactProblem;
import io.movein.model.CheckResult;
import io.movein.model.Stage;
import io.movein.review.plan.artifact.ArtifactEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What the rehearsals proved stands in the file exactly as they said it, for each of them, and each difference is explained. Movein
 * fills it in; whoever changes a number is found out.
 */
public final class Validator implements StageCheck {
    static final String RUN_MISSING = "validator.run-missing";
    static final String UNKNOWN_RUN = "validator.unknown-run";
    static final String NOTHING_COMPARED = "validator.nothing-compared";
    static final String NOT_AS_PROVED = "validator.not-as-proved";
    static final String UNEXPLAINED = "validator.difference-unexplained";

    private record Proof(String check, String of, String source, String target, String match) {
        static Proof of(CheckResult result) {
            return new Proof(
                    result.getCheck(),
                    result.getOf(),
                    String.valueOf(result.getSource()),
                    String.valueOf(result.getTarget()),
                    String.valueOf(result.getMatch()));
        }

        static Proof of(ArtifactEntry check) {
            return new Proof(
                    check.text("check"),
                    check.text("of"),
                    check.optional("source").orElse("null"),
                    check.optional("target").orElse("null"),
                    check.has("match") ? String.valueOf(check.is("match", true)) : "null");
        }

        String words() {
            return check + (of.isEmpty() ? "" : " of " + of) + ": " + source + " and " + target;
        }
    }

    @Override
    public Stage stage() {
        return Stage.VALIDATION;
    }

    @Override
    public Set<String> codes() {
        return Set.of(RUN_MISSING, UNKNOWN_RUN, NOTHING_COMPARED, NOT_AS_PROVED, UNEXPLAINED);
    }

    @Override
    public Set<StageArtifact> needs() {
        return Set.of(StageArtifact.ARTIFACTS, StageArtifact.VALIDATION);
    }

    @Override
    public List<ArtifactProblem> check(StageCase theCase) {
        var problems = new ArrayList<ArtifactProblem>();
        var validation = theCase.entry(StageArtifact.VALIDATION);
        for (var artifact : theCase.entry(StageArtifact.ARTIFACTS).list("artifacts")) {
            artifact.list("rehearsals").stream()
                    .filter(rehearsal -> validation.list("runs").stream().noneMatch(run -> isSame(run, rehearsal)))
                    .forEach(rehearsal -> problems.add(validation
                            .at("runs")
                            .problem(
                                    RUN_MISSING,
                                    words(rehearsal) + " is missing",
                                    "each run that artifacts.yaml names",
                                    "add the run with what it compared")));
        }
        validation.list("runs").forEach(run -> run(theCase, run, problems));
        return problems;
    }

    private static void run(StageCase theCase, ArtifactEntry run, List<ArtifactProblem> problems) {
        var proven = theCase.run(run.number("migration"), run.number("run"));
        if (proven.isEmpty()) {
            problems.add(run.problem(
                    UNKNOWN_RUN,
                    "Movein knows no " + words(run) + " that names this plan",
                    "a run that has ended",
                    "remove it, or correct the numbers"));
            return;
        }
        var said = run.list("checks");
        if (proven.get().checks().isEmpty()) {
            problems.add(run.problem(
                    NOTHING_COMPARED,
                    words(run) + " compared nothing",
                    "row counts, checksums, samples or constraints in its termination message",
                    "have the process report its checks, and rehearse again"));
        }
        proven.get().checks().stream()
                .map(Proof::of)
                .filter(proof -> said.stream().map(Proof::of).noneMatch(proof::equals))
                .forEach(proof -> problems.add(run.at("checks")
                        .problem(
                                NOT_AS_PROVED,
                                "it lacks what " + words(run) + " proved: " + proof.words(),
                                "every check as the run reported it",
                                "write it exactly as reported")));
        for (var check : said) {
            var proof = Proof.of(check);
            if (proven.get().checks().stream().map(Proof::of).noneMatch(proof::equals)) {
                problems.add(check.problem(
                        NOT_AS_PROVED,
                        words(run) + " did not prove " + proof.words(),
                        "every check as the run reported it",
                        "write it exactly as reported"));
            }
            if (!check.is("match", true) && !check.has("explained")) {
                problems.add(check.problem(
                        UNEXPLAINED,
                        "a difference: " + proof.words(),
                        "an explanation why it is acceptable",
                        "explain it, or fix the process and rehearse again"));
            }
        }
    }

    private static boolean isSame(ArtifactEntry one, ArtifactEntry other) {
        return Objects.equals(words(one), words(other));
    }

    private static String words(ArtifactEntry run) {
        return "run " + run.number("run") + " of #" + run.number("migration");
    }
}
