package io.movein.review.lifecycle;

import io.movein.command.CloseIssue;
import io.movein.command.ReopenIssue;
import io.movein.contract.issue.StatusText;
import io.movein.model.Actor;
import io.movein.model.Ending;
import io.movein.model.State;
import java.util.Objects;

/**
 * The owner closes the issue to withdraw the migration, which is possible while nothing runs; reopening asks for it again.
 * Whatever else is closed or opened goes back to where it was, with the reason: what is under way is never out of sight.
 */
final class Closings {
    private Closings() {}

    static void decide(DecisionBuilder builder, CloseIssue close) {
        var status = builder.status();
        if (status.getState() == State.TEARING_DOWN || status.getState() == State.CLOSED) {
            return; // it closes anyway
        }
        var run = Statuses.activeRun(status);
        if (run.isPresent()) {
            correct(
                    builder,
                    close.getActor(),
                    true,
                    "run " + run.get().getNumber()
                            + " is in progress. End it with /stop; after that, closing the issue withdraws the migration");
        } else if (Refusal.isOwner(close.getActor(), status)) {
            withdraw(builder, close.getActor());
        } else {
            correct(
                    builder,
                    close.getActor(),
                    true,
                    "only @" + status.getAuthor().getLogin()
                            + " can withdraw the migration by closing the issue. An operator ends it with the label operator:rejected");
        }
    }

    private static void withdraw(DecisionBuilder builder, Actor actor) {
        builder.want(null);
        builder.add(new Change.Dequeued(builder.migration().getId()));
        TearDowns.begin(builder, Ending.WITHDRAWN, Events.migrationWithdrawn(actor));
        RunQueue.advance(builder);
    }

    static void decide(DecisionBuilder builder, ReopenIssue reopen) {
        var status = builder.status();
        if (status.getState() != State.TEARING_DOWN && status.getState() != State.CLOSED) {
            return; // it is open for us
        }
        if (status.getEnding() == Ending.WITHDRAWN) {
            var migration = builder.migration();
            Requests.take(builder, Objects.requireNonNullElse(migration.getNewer(), migration.getRequest()));
        } else {
            correct(
                    builder,
                    reopen.getActor(),
                    false,
                    "the migration has ended: " + StatusText.of(status.getEnding())
                            + ". File a new issue to start another one");
        }
    }

    private static void correct(DecisionBuilder builder, Actor actor, boolean open, String reason) {
        builder.told(Events.issueStateCorrected(actor, open, reason));
    }
}
