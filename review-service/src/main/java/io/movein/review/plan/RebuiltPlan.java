package io.movein.review.plan;

import io.movein.command.RequestPlan;
import io.movein.command.StageRead;
import io.movein.command.StageReviewed;
import io.movein.model.CheckResult;
import io.movein.model.StageState;
import io.movein.review.state.MigrationPlan;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/**
 * A plan's state anew, whose status is known from its events: what was read, reviewed and passed is in the commands, what was proved in the
 * events of its migrations.
 */
public final class RebuiltPlan {
    private RebuiltPlan() {}

    /** A command that was read before the loss. */
    public static MigrationPlan heard(MigrationPlan plan, String id, SpecificRecord command) {
        return changed(plan, builder -> {
            switch (command) {
                case RequestPlan request -> builder.change(it -> it.setSeenAt(request.getUpdatedAt()));
                case StageRead read -> read(builder, PlanBounds.bounded(read));
                case StageReviewed review -> reviewed(builder, PlanBounds.bounded(review));
                default -> {} // told by its events
            }
            builder.handled(id);
        });
    }

    /** A migration names the plan. */
    public static MigrationPlan named(MigrationPlan plan, String migration) {
        return changed(plan, builder -> PlanRuns.named(builder, migration));
    }

    public static MigrationPlan proved(MigrationPlan plan, String migration, int run, List<CheckResult> checks) {
        return changed(plan, builder -> {
            PlanRuns.named(builder, migration);
            PlanRuns.proved(builder, migration, run, checks);
        });
    }

    private static MigrationPlan changed(MigrationPlan plan, Consumer<PlanBuilder> change) {
        var builder = new PlanBuilder(plan, plan.getStatus().getRequestedAt());
        change.accept(builder);
        return builder.plan();
    }

    private static void read(PlanBuilder builder, StageRead read) {
        if (StageReadings.isLate(builder, read)) {
            return;
        }
        StageReadings.remember(builder, read);
        for (var stage : builder.status().getStages()) {
            var isItsCommit = Objects.equals(stage.getCommit(), read.getHead())
                    && Objects.equals(stage.getPullRequest(), read.getPullRequest());
            if (isItsCommit && !read.getFork()) {
                builder.change(plan -> plan.setRead(read));
                if (stage.getState() == StageState.PASSED) {
                    Stages.remember(builder, stage.getStage());
                }
            }
        }
    }

    /** Those of the pull request that was read last still count. */
    private static void reviewed(PlanBuilder builder, StageReviewed review) {
        var read = builder.plan().getRead();
        if (read != null && read.getPullRequest() == review.getPullRequest()) {
            Gates.remember(builder, review);
        }
    }
}
