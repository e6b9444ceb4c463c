package io.movein.review.lifecycle;

import io.movein.event.RunFinished;
import io.movein.model.CheckResult;
import io.movein.model.MigrationStatus;
import io.movein.model.PlanStatus;
import io.movein.review.plan.RebuiltPlan;
import io.movein.review.state.MigrationPlan;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;

/**
 * The plans anew. Their status is in their events; the artifacts of what has passed, and of the stage that is open, with its reviews, are
 * in what was read of their pull requests. Where that is older than the topic keeps, the stage has to be opened again.
 */
final class RebuiltPlans {
    private final PlatformState state;

    RebuiltPlans(PlatformState state) {
        this.state = state;
    }

    void event(SpecificRecord event, PlanStatus status) {
        var id = (String) event.get(0);
        var sequence = (Long) event.get(1);
        var known = state.plan(id);
        if (known != null && sequence <= known.getSequence()) {
            return; // a reader that was set back may have told it twice
        }
        var at = (Instant) event.get(2);
        var plan = known == null ? MigrationPlan.newBuilder().setId(id).setSeenAt(at) : MigrationPlan.newBuilder(known);
        state.put(plan.setSequence(sequence)
                .setChangedAt(at)
                .setStateSince(
                        known != null && known.getStatus().getState() == status.getState() ? known.getStateSince() : at)
                .setStatus(status)
                .build());
    }

    void command(String id, String command, SpecificRecord body) {
        state.put(RebuiltPlan.heard(Objects.requireNonNull(state.plan(id)), command, body));
    }

    void requested(String migration, MigrationStatus status) {
        change(status, plan -> RebuiltPlan.named(plan, migration));
    }

    /** What a run proved is told by its own migration. */
    void finished(String migration, MigrationStatus status, RunFinished finished) {
        var conclusion = finished.getResult().getConclusion();
        var checks = conclusion == null ? List.<CheckResult>of() : conclusion.getChecks();
        change(status, plan -> RebuiltPlan.proved(plan, migration, finished.getRun(), checks));
    }

    private void change(MigrationStatus status, UnaryOperator<MigrationPlan> change) {
        var name = status.getRequest().getMigrationPlan();
        var plan = name == null ? null : state.plan(name);
        if (plan != null) {
            state.put(change.apply(plan));
        }
    }
}
