package io.movein.review.lifecycle;

import static io.movein.review.lifecycle.Refusal.words;

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

    static void decide(Draft draft, String command, RequestStop stop) {
        refusal(draft, stop.getActor()).ifPresentOrElse(
                refusal -> draft.refuse(command, stop.getActor(), refusal),
                () -> Statuses.activeRun(draft.status()).ifPresentOrElse(
                        run -> stopRun(draft, run, stop.getActor()),
                        () -> leaveQueue(draft, stop.getActor())));
    }

    private static Optional<Refusal> refusal(Draft draft, Actor actor) {
        var isOperator = actor.getRoles().contains(Role.OPERATOR);
        return (isOperator ? Optional.<Refusal>empty() : Refusal.unlessOwner(actor, draft.status()))
                .or(() -> nothingToStop(draft.status()))
                .or(() -> alreadyStopping(draft));
    }

    private static Optional<Refusal> nothingToStop(MigrationStatus status) {
        return status.getState() == State.QUEUED || status.getState() == State.RUNNING ? Optional.empty()
                : Refusal.of("nothing-to-stop", "there is nothing to stop: the migration is " + words(status.getState())
                        + " (expected queued or running)", "/plan abandon gives the migration up");
    }

    private static Optional<Refusal> alreadyStopping(Draft draft) {
        return Statuses.activeRun(draft.status()).filter(run -> Integer.valueOf(run.getNumber()).equals(draft.migration().getStopping()))
                .flatMap(run -> Refusal.of("already-stopping", "run " + run.getNumber() + " was asked to stop before (expected one request)",
                        "wait for its report"));
    }

    private static void stopRun(Draft draft, Run run, Actor actor) {
        draft.told(Events.stopRequested(run.getNumber(), actor));
        draft.order(run.getNumber(), "stop", new StopRun(draft.migration().getId(), run.getNumber(), namespace(draft, run),
                "@" + actor.getLogin() + " asked for it"));
    }

    private static String namespace(Draft draft, Run run) {
        return draft.migration().getLeftovers().stream().filter(left -> left.getRun() == run.getNumber()).findFirst()
                .orElseThrow().getNamespace();
    }

    private static void leaveQueue(Draft draft, Actor actor) {
        Approvals.voidQueued(draft, State.AWAITING_APPROVAL, "@" + actor.getLogin() + " stopped the run before it was ordered");
        RunQueue.advance(draft);
    }
}
