package io.movein.review.lifecycle;

import io.movein.command.ConfirmNodeOff;
import io.movein.model.FailureKind;
import io.movein.model.MigrationStatus;
import io.movein.model.Run;
import io.movein.model.State;
import io.movein.order.GiveUpNode;
import io.movein.review.state.Leftover;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An operator confirms that a node which does not answer is off, so that nothing started there can still write to the destination. Without
 * that word nobody can know, and neither a run on that node ends nor another one of the tenant begins.
 */
final class NodesOff {
    /** It waited too long for its start, or nobody could say how it ended. */
    private static final Set<FailureKind> GIVEN_UP = Set.of(FailureKind.NOT_LAUNCHED, FailureKind.OUTCOME_UNREADABLE);

    private NodesOff() {}

    static void decide(DecisionBuilder builder, String command, ConfirmNodeOff confirm) {
        Refusal.unlessOperator(confirm.getActor())
                .or(() -> nothingHangs(builder))
                .ifPresentOrElse(
                        refusal -> builder.refuse(command, confirm.getActor(), refusal),
                        () -> confirmed(builder, command, confirm));
    }

    /** By a run whose node is silent, one that is held back before its start, one that was given up for either, or a tear-down. */
    private static Optional<Refusal> nothingHangs(DecisionBuilder builder) {
        return hanging(builder).isPresent()
                ? Optional.empty()
                : Refusal.of(
                        "node-answers",
                        "no run of this migration is waiting for a node (expected one whose node does not answer)",
                        "wait until the issue says that a node does not answer; until then, there is nothing to confirm");
    }

    private static Optional<Integer> hanging(DecisionBuilder builder) {
        var status = builder.status();
        return status.getState() == State.TEARING_DOWN || wasGivenUp(status)
                ? leftovers(builder).stream().map(Leftover::getRun).max(Integer::compare)
                : Statuses.activeRun(status)
                        .filter(run -> status.getNodeSilentSince() != null || run.getPending() != null)
                        .map(Run::getNumber);
    }

    /** What held it up may be there still, and would hold up the next one too. */
    private static boolean wasGivenUp(MigrationStatus status) {
        return Statuses.lastRun(status)
                .map(Run::getResult)
                .filter(result -> GIVEN_UP.contains(result.getFailure()))
                .isPresent();
    }

    private static List<Leftover> leftovers(DecisionBuilder builder) {
        return builder.migration().getLeftovers();
    }

    private static void confirmed(DecisionBuilder builder, String command, ConfirmNodeOff confirm) {
        int run = hanging(builder).orElseThrow();
        builder.told(Events.nodeOffConfirmed(run, confirm.getActor()));
        builder.order(
                run,
                "node-off/" + command,
                GiveUpNode.newBuilder()
                        .setMigration(builder.migration().getId())
                        .setRun(run)
                        .setNamespace(leftovers(builder).stream()
                                .filter(left -> left.getRun() == run)
                                .findFirst()
                                .orElseThrow()
                                .getNamespace())
                        .build());
    }
}
