package io.movein.review.lifecycle;

import io.movein.command.RequestStop;
import io.movein.model.Actor;
import io.movein.model.MigrationStatus;
import io.movein.model.Role;
import io.movein.model.Run;
import io.movein.model.State;
import io.movein.order.StopRun;
import java.util.Optional;

/** The owner or an operator wants a run to end at a safe point. One that has not been ordered simply is not. */
final class Stops {
    private Stops() {}

    static void decide(DecisionBuilder builder, String command, RequestStop stop) {
        refusal(builder, stop.getActor())
                .ifPresentOrElse(
                        refusal -> builder.refuse(command, stop.getActor(), refusal),
                        () -> Statuses.activeRun(builder.status())
                                .ifPresentOrElse(
                                        run -> stopRun(builder, run, stop.getActor()),
                                        () -> leaveQueue(builder, stop.getActor())));
    }

    private static Optional<Refusal> refusal(DecisionBuilder builder, Actor actor) {
        var isOperator = actor.getRoles().contains(Role.OPERATOR);
        return (isOperator ? Optional.<Refusal>empty() : Refusal.unlessOwner(actor, builder.status()))
                .or(() -> nothingToStop(builder.status()))
                .or(() -> alreadyStopping(builder));
    }

    private static Optional<Refusal> nothingToStop(MigrationStatus status) {
        return status.getState() == State.QUEUED || status.getState() == State.RUNNING
                ? Optional.empty()
                : Refusal.of(
                        "nothing-to-stop",
                        "there is nothing to stop: " + Refusal.notIn(status, State.QUEUED, State.RUNNING),
                        Refusal.canBeDone(status.getState()));
    }

    private static Optional<Refusal> alreadyStopping(DecisionBuilder builder) {
        return Statuses.activeRun(builder.status())
                .filter(run -> Integer.valueOf(run.getNumber())
                        .equals(builder.migration().getStopping()))
                .flatMap(run -> Refusal.of(
                        "already-stopping",
                        "run " + run.getNumber() + " has already been asked to stop (expected one request)",
                        "wait for its report"));
    }

    private static void stopRun(DecisionBuilder builder, Run run, Actor actor) {
        builder.told(Events.stopRequested(run.getNumber(), actor));
        order(builder, run, "@" + actor.getLogin() + " asked for it");
    }

    static void order(DecisionBuilder builder, Run run, String reason) {
        builder.order(
                run.getNumber(),
                "stop",
                StopRun.newBuilder()
                        .setMigration(builder.migration().getId())
                        .setRun(run.getNumber())
                        .setNamespace(namespace(builder, run))
                        .setReason(reason)
                        .build());
        builder.add(new Change.Heard(builder.migration().getId(), builder.now()));
    }

    static String namespace(DecisionBuilder builder, Run run) {
        return builder.migration().getLeftovers().stream()
                .filter(left -> left.getRun() == run.getNumber())
                .findFirst()
                .orElseThrow()
                .getNamespace();
    }

    private static void leaveQueue(DecisionBuilder builder, Actor actor) {
        Approvals.voidQueued(
                builder, State.AWAITING_APPROVAL, "@" + actor.getLogin() + " stopped the run before it was ordered");
        RunQueue.advance(builder);
    }
}
