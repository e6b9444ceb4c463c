package io.movein.review.plan;

import io.movein.contract.MigrationId;
import io.movein.model.Actor;
import io.movein.model.PlanStatus;
import io.movein.model.Stage;
import io.movein.model.StageStatus;
import io.movein.review.plan.PlanEvents.Head;
import io.movein.review.state.MigrationPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A decision about one plan in the making: the plan as it is so far, and the events. */
final class PlanBuilder {
    private static final int HANDLED = 200;

    private MigrationPlan plan;
    private final List<PlanDecision.Event> events = new ArrayList<>();
    private final Instant now;

    PlanBuilder(MigrationPlan plan, Instant now) {
        this.plan = plan;
        this.now = now;
    }

    PlanDecision decision() {
        return new PlanDecision(plan, List.copyOf(events));
    }

    Instant now() {
        return now;
    }

    MigrationPlan plan() {
        return plan;
    }

    MigrationId id() {
        return MigrationId.parse(plan.getId());
    }

    PlanStatus status() {
        return plan.getStatus();
    }

    StageStatus stage(Stage stage) {
        return PlanStatuses.stage(status(), stage);
    }

    /** The first stage that has not passed; empty: all have. */
    Optional<StageStatus> current() {
        return PlanStatuses.current(status());
    }

    /** Of the event that happens next. */
    long nextSequence() {
        return plan.getSequence() + 1;
    }

    void change(UnaryOperator<MigrationPlan.Builder> change) {
        plan = change.apply(MigrationPlan.newBuilder(plan)).build();
    }

    /** The status changes without an event of its own: the next one shows it. */
    void status(UnaryOperator<PlanStatus.Builder> change) {
        var status = change.apply(PlanStatus.newBuilder(status()));
        var changed = status.build();
        var isAnother = changed.getState() != status().getState();
        change(plan -> plan.setStateSince(isAnother ? now : plan.getStateSince())
                .setStatus(PlanStatus.newBuilder(changed)
                        .setTurn(PlanStatuses.turn(changed))
                        .build()));
    }

    /** As {@link #status}, of one stage; another state has begun now. */
    void stage(Stage stage, UnaryOperator<StageStatus.Builder> change) {
        var before = stage(stage);
        var changed = change.apply(StageStatus.newBuilder(before)).build();
        var after = changed.getState() == before.getState()
                ? changed
                : StageStatus.newBuilder(changed).setSince(now).build();
        status(status -> status.setStages(status.getStages().stream()
                .map(one -> one.getStage() == stage ? after : one)
                .toList()));
    }

    void happened(PlanEvents.Event event) {
        var sequence = nextSequence();
        change(plan -> plan.setSequence(sequence).setChangedAt(now));
        events.add(new PlanDecision.Event(
                plan.getId(), sequence, now, status(), event.of(new Head(plan.getId(), sequence, now, status()))));
    }

    void refuse(String command, Actor actor, PlanRefusal refusal) {
        happened(PlanEvents.refused(command, actor, refusal));
    }

    void handled(String command) {
        change(plan -> plan.setHandled(Lists.last(plan.getHandled(), command, HANDLED)));
    }
}
