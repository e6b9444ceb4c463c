package io.movein.review.plan;

import io.movein.contract.plan.PlanLimits;
import io.movein.model.CheckResult;
import io.movein.model.Mode;
import io.movein.model.PlanArtifact;
import io.movein.model.PlanEnding;
import io.movein.model.PlanRun;
import io.movein.model.PlanState;
import io.movein.model.StageState;
import io.movein.review.state.RunEvidence;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * What becomes of the runs of migrations that name the plan. When each tenant and each artifact has a live run that was
 * validated, the plan has reached its end.
 */
final class PlanRuns {
    /** Of the proofs of all runs together, of which the newest are kept; one run's come in a termination message of 4 KiB. */
    private static final int EVIDENCE_BYTES = 100_000;

    private PlanRuns() {}

    static void named(PlanBuilder builder, String migration) {
        if (!builder.plan().getMigrations().contains(migration)) {
            builder.change(plan -> plan.setMigrations(Lists.last(plan.getMigrations(), migration, PlanLimits.RUNS)));
        }
    }

    static void ended(PlanBuilder builder, PlanInput.RunEnded ended) {
        var run = ended.run();
        if (PlanStatuses.isOver(builder.status())) {
            return;
        }
        builder.status(status -> status.setRuns(Lists.last(
                status.getRuns().stream()
                        .filter(known -> !is(known, run.getOf(), run.getRun()))
                        .toList(),
                run,
                PlanLimits.RUNS)));
        proved(builder, run.getOf(), run.getRun(), ended.checks());
        builder.happened(PlanEvents.runRecorded(run));
        if (builder.current()
                .filter(stage -> stage.getState() == StageState.NEEDS_WORK)
                .isPresent()) {
            StageReadings.again(builder, "another run of the plan has ended");
        }
    }

    static void proved(PlanBuilder builder, String migration, int run, List<CheckResult> checks) {
        var evidence = RunEvidence.newBuilder()
                .setMigration(migration)
                .setRun(run)
                .setChecks(checks)
                .build();
        builder.change(plan -> plan.setEvidence(newest(Lists.last(
                plan.getEvidence().stream()
                        .filter(known -> !known.getMigration().equals(migration) || known.getRun() != run)
                        .toList(),
                evidence,
                PlanLimits.RUNS))));
    }

    private static List<RunEvidence> newest(List<RunEvidence> all) {
        var left = EVIDENCE_BYTES;
        var from = all.size();
        while (from > 0 && left > 0) {
            left -= all.get(from - 1).toString().getBytes(StandardCharsets.UTF_8).length;
            from -= left >= 0 ? 1 : 0;
        }
        return all.subList(from, all.size());
    }

    static void validated(PlanBuilder builder, PlanInput.RunValidated validated) {
        var known = builder.status().getRuns().stream()
                .filter(run -> is(run, validated.migration(), validated.run()))
                .findFirst();
        if (known.isEmpty() || PlanStatuses.isOver(builder.status())) {
            return;
        }
        var run = PlanRun.newBuilder(known.get()).setValidated(true).build();
        builder.status(status -> status.setRuns(status.getRuns().stream()
                .map(one -> is(one, run.getOf(), run.getRun()) ? run : one)
                .toList()));
        builder.happened(PlanEvents.runRecorded(run));
        endIfDone(builder);
    }

    /** Its runs may have been validated while a stage was open again. */
    static void endIfDone(PlanBuilder builder) {
        if (builder.status().getState() == PlanState.READY && isDone(builder)) {
            PlanEndings.end(builder, PlanEnding.COMPLETED, null);
        }
    }

    private static boolean isDone(PlanBuilder builder) {
        var done = builder.status().getRuns().stream()
                .filter(run -> run.getMode() == Mode.LIVE && run.getValidated())
                .toList();
        return builder.status().getRequest().getTenants().stream()
                        .allMatch(tenant -> done.stream().anyMatch(run -> tenant.equals(run.getTenant())))
                && builder.status().getArtifacts().stream()
                        .allMatch(artifact -> done.stream().anyMatch(run -> isOf(artifact, run)));
    }

    private static boolean isOf(PlanArtifact artifact, PlanRun run) {
        return artifact.getImage().equals(run.getImage())
                && Objects.equals(artifact.getConfigurationSha256(), run.getConfigurationSha256());
    }

    private static boolean is(PlanRun run, String migration, int number) {
        return run.getOf().equals(migration) && run.getRun() == number;
    }
}
