package io.movein.review.lifecycle;

import io.movein.command.ApproveStage;
import io.movein.command.ReopenStage;
import io.movein.command.RequestPlan;
import io.movein.command.StageRead;
import io.movein.command.StageReviewed;
import io.movein.contract.Digest;
import io.movein.event.MigrationRequested;
import io.movein.event.RunFinished;
import io.movein.event.RunReportedLate;
import io.movein.event.ValidationConfirmed;
import io.movein.model.Mode;
import io.movein.model.PlanRun;
import io.movein.model.PlanState;
import io.movein.model.PlanStatus;
import io.movein.model.RunResult;
import io.movein.model.State;
import io.movein.review.plan.PlanInput;
import io.movein.review.plan.PlanLifecycle;
import io.movein.review.state.MigrationPlan;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Between a migration plan and the migrations that name it: their runs go into the plan, and when it lets live runs happen, or no
 * longer does, those that wait for it are looked at again.
 */
final class PlanBond {
    /** Something that is asked of a plan. */
    record Asked(String plan, PlanInput input) {}

    private PlanBond() {}

    /** Empty: it is about a migration. */
    static Optional<Asked> asked(Platform platform, Input input) {
        return switch (input) {
            case Input.Command command
            when isOfAPlan(platform, command.body()) ->
                asked(command.body(), new PlanInput.Command(command.id(), command.body()));
            case Input.TooLarge large
            when isOfAPlan(platform, large.body()) ->
                asked(large.body(), new PlanInput.TooLarge(large.id(), large.body(), large.bytes()));
            default -> Optional.empty();
        };
    }

    private static Optional<Asked> asked(SpecificRecord body, PlanInput input) {
        return Optional.of(new Asked(Lifecycle.migration(body), input));
    }

    /** An issue is one or the other, and stays what it was first. */
    private static boolean isOfAPlan(Platform platform, SpecificRecord body) {
        var id = Lifecycle.migration(body);
        var isPlans = body instanceof RequestPlan
                || body instanceof StageRead
                || body instanceof ApproveStage
                || body instanceof StageReviewed
                || body instanceof ReopenStage;
        return platform.plan(id) != null || (isPlans && platform.migration(id) == null);
    }

    static void decide(DecisionBuilder builder, String plan, PlanInput input) {
        var before = builder.plan(plan);
        var decision = PlanLifecycle.decide(before, input, builder.now());
        var after = decision.after();
        if (after == null || after.equals(before)) {
            return;
        }
        builder.add(new Change.PlanDecided(after, decision.events()));
        if (!isReady(before) && isReady(after)) {
            named(builder, after).forEach(Reviews::recheckNow);
        } else if (isReady(before) && !isReady(after)) {
            named(builder, after).stream().filter(PlanBond::isQueuedLive).forEach(PlanBond::takeBack);
            RunQueue.advance(builder); // only now: the place of one must not let another of the same plan run
        }
    }

    private static boolean isReady(@Nullable MigrationPlan plan) {
        return plan != null && plan.getStatus().getState() == PlanState.READY;
    }

    private static List<DecisionBuilder> named(DecisionBuilder builder, MigrationPlan plan) {
        return plan.getMigrations().stream()
                .map(builder::about)
                .filter(DecisionBuilder::isKnown)
                .filter(it -> plan.getId().equals(it.status().getRequest().getMigrationPlan()))
                .toList();
    }

    private static boolean isQueuedLive(DecisionBuilder builder) {
        return builder.migration().getQueued() != null
                && builder.status().getRequest().getMode() == Mode.LIVE;
    }

    private static void takeBack(DecisionBuilder builder) {
        Approvals.voidQueued(
                builder,
                State.AWAITING_APPROVAL,
                "the migration plan " + builder.status().getRequest().getMigrationPlan()
                        + " no longer allows live runs");
    }

    /** Of the migration's event that just happened, what concerns its plan. */
    static void follow(DecisionBuilder builder, SpecificRecord event) {
        var plan = builder.status().getRequest().getMigrationPlan();
        if (plan == null || builder.plan(plan) == null) {
            return;
        }
        switch (event) {
            case MigrationRequested it -> decide(builder, plan, new PlanInput.Named(it.getMigration()));
            case RunFinished it -> decide(builder, plan, ended(builder, it.getRun(), it.getResult()));
            case RunReportedLate it -> decide(builder, plan, ended(builder, it.getRun(), it.getResult()));
            case ValidationConfirmed it ->
                decide(builder, plan, new PlanInput.RunValidated(it.getMigration(), it.getRun()));
            default -> {} // the plan has nothing to do with it
        }
    }

    private static PlanInput ended(DecisionBuilder builder, int number, RunResult result) {
        var migration = builder.migration();
        var spec = Objects.requireNonNull(migration.getSpec());
        var run = builder.status().getRuns().get(number - 1);
        return new PlanInput.RunEnded(
                PlanRun.newBuilder()
                        .setOf(migration.getId())
                        .setRun(number)
                        .setTenant(migration.getRequest().getOnboarding().getNumber())
                        .setMode(run.getMode())
                        .setImage(spec.getImage())
                        .setConfigurationSha256(
                                spec.getConfiguration() == null ? null : Digest.sha256(spec.getConfiguration()))
                        .setRevision(run.getRevision())
                        .setOutcome(result.getOutcome())
                        .setAt(result.getFinishedAt())
                        .build(),
                result.getConclusion() == null
                        ? List.of()
                        : result.getConclusion().getChecks());
    }

    /** How the plan stands that the migration names; empty: it names none, or there is none. */
    static Optional<PlanStatus> status(DecisionBuilder builder) {
        return Optional.ofNullable(builder.migration().getRequest().getRequest().getMigrationPlan())
                .map(builder::plan)
                .map(MigrationPlan::getStatus);
    }
}
