package io.movein.review.plan;

import io.movein.contract.issue.StatusText;
import io.movein.model.Actor;
import io.movein.model.PlanEnding;
import io.movein.model.PlanState;
import io.movein.model.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan ends when its live runs are validated, its owner withdraws it, or an operator rejects it; what else closes or opens
 * its issue is undone.
 */
final class PlanEndings {
    private PlanEndings() {}

    static void reject(PlanBuilder builder, String id, Actor actor) {
        if (!actor.getRoles().contains(Role.OPERATOR)) {
            builder.refuse(
                    id,
                    actor,
                    new PlanRefusal(
                            "not-an-operator",
                            "@" + actor.getLogin() + " is not an operator",
                            "ask an operator to set the label"));
        } else if (!PlanStatuses.isOver(builder.status())) {
            end(builder, PlanEnding.REJECTED, actor);
        }
    }

    static void close(PlanBuilder builder, Actor actor) {
        if (PlanStatuses.isOver(builder.status())) {
            return;
        }
        if (Gates.isOwner(builder, actor)) {
            end(builder, PlanEnding.WITHDRAWN, actor);
        } else {
            builder.happened(
                    PlanEvents.corrected(
                            actor,
                            true,
                            "only @" + builder.status().getAuthor().getLogin()
                                    + " can withdraw the plan by closing the issue. An operator ends it with the label operator:rejected"));
        }
    }

    static void reopen(PlanBuilder builder, Actor actor) {
        var ending = builder.status().getEnding();
        if (ending != null) {
            builder.happened(PlanEvents.corrected(
                    actor,
                    false,
                    "the plan has ended: " + StatusText.of(ending) + ". File a new issue to start another one"));
        }
    }

    static void end(PlanBuilder builder, PlanEnding ending, @Nullable Actor actor) {
        builder.status(status -> status.setState(PlanState.CLOSED).setEnding(ending));
        builder.change(plan -> plan.setRead(null).setReviews(List.of()));
        builder.happened(PlanEvents.closed(ending, actor));
    }
}
