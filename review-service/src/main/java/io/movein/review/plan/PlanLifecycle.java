package io.movein.review.plan;

import io.movein.command.ApproveStage;
import io.movein.command.CloseIssue;
import io.movein.command.MisreadCommand;
import io.movein.command.RefuseCommand;
import io.movein.command.RejectMigration;
import io.movein.command.ReopenIssue;
import io.movein.command.ReopenStage;
import io.movein.command.RequestPlan;
import io.movein.command.ShowHelp;
import io.movein.command.ShowStatus;
import io.movein.command.StageRead;
import io.movein.command.StageReviewed;
import io.movein.model.Actor;
import io.movein.review.state.MigrationPlan;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a migration plan. Pure: no I/O, no clock, no ids of its own, and a refusal is an event and no exception.
 * The same command twice decides nothing the second time. No stage passes without its gate's word for exactly the commit that is on
 * the base branch.
 *
 * <pre>
 * stage in      when                                                    to                        by
 * -----------   -----------------------------------------------------   -----------------------   ---------------------
 * WAITING       the one before it has passed                            OPENING                   {@link Stages}
 * OPENING       its pull request was read: problems                     NEEDS_WORK                {@link StageReadings}
 * any open      another head was read: problems, none                   NEEDS_WORK, ASKING        {@link StageReadings}
 * ASKING        gate auto                                               MERGING                   {@link Gates}
 * ASKING        gate ask: the owner's or an operator's word for it      MERGING                   {@link Gates}
 * ASKING        gate external: a named reviewer approves it             MERGING                   {@link Gates}
 * MERGING       that review is dismissed; the form is edited            ASKING                    {@link Gates}, {@link PlanForms}
 * MERGING       that head was merged                                    PASSED                    {@link Stages}
 * any open      merged otherwise: none, and then the gate says yes      ASKING, PASSED            {@link StageReadings}
 * any open      merged otherwise: problems                              OPENING, another attempt  {@link StageReadings}
 * PASSED        reopened                                                OPENING, another attempt  {@link Stages}
 * later ones    reopened before them                                    STALE                     {@link Stages}
 * STALE         the one before it has passed again                      OPENING, another attempt  {@link Stages}
 * </pre>
 */
public final class PlanLifecycle {
    private PlanLifecycle() {}

    /** @param plan null: it was never asked for */
    public static PlanDecision decide(@Nullable MigrationPlan plan, PlanInput input, Instant now) {
        if (plan == null) {
            return input instanceof PlanInput.Command command && command.body() instanceof RequestPlan request
                    ? PlanForms.first(command.id(), request, now)
                    : new PlanDecision(null, List.of());
        }
        var builder = new PlanBuilder(plan, now);
        switch (input) {
            case PlanInput.Command command -> command(builder, command);
            case PlanInput.Named named -> PlanRuns.named(builder, named.migration());
            case PlanInput.RunEnded ended -> PlanRuns.ended(builder, ended);
            case PlanInput.RunValidated validated -> PlanRuns.validated(builder, validated);
            case PlanInput.TooLarge large -> tooLarge(builder, large);
        }
        return builder.decision();
    }

    private static void command(PlanBuilder builder, PlanInput.Command command) {
        if (!builder.plan().getHandled().contains(command.id())) {
            carryOut(builder, command.id(), command.body());
            builder.handled(command.id());
        }
    }

    private static void carryOut(PlanBuilder builder, String id, SpecificRecord body) {
        switch (body) {
            case RequestPlan request -> PlanForms.edited(builder, request);
            case StageRead read -> StageReadings.read(builder, read);
            case ApproveStage approve -> Gates.approve(builder, id, approve);
            case StageReviewed review -> Gates.reviewed(builder, id, review);
            case ReopenStage reopen -> Stages.reopen(builder, id, reopen);
            case RejectMigration reject -> PlanEndings.reject(builder, id, reject.getActor());
            case CloseIssue close -> PlanEndings.close(builder, close.getActor());
            case ReopenIssue reopen -> PlanEndings.reopen(builder, reopen.getActor());
            case ShowStatus show -> builder.happened(PlanEvents.shown(id, show.getActor(), false));
            case ShowHelp show -> builder.happened(PlanEvents.shown(id, show.getActor(), true));
            case RefuseCommand refuse ->
                builder.refuse(
                        id,
                        refuse.getActor(),
                        new PlanRefusal(refuse.getCode(), refuse.getReason(), refuse.getRemedy()));
            case MisreadCommand misread ->
                builder.refuse(
                        id,
                        misread.getActor(),
                        new PlanRefusal(
                                "not-a-command",
                                "'" + misread.getLine() + "' is not a command (expected " + misread.getExpected() + ")",
                                "write the command at the start of a line in a new comment"));
            default -> notOnAPlan(builder, id, body);
        }
    }

    /** What can be said on a migration only. */
    private static void notOnAPlan(PlanBuilder builder, String id, SpecificRecord body) {
        if (actor(body) instanceof Actor actor) {
            builder.refuse(
                    id,
                    actor,
                    new PlanRefusal(
                            "not-on-a-plan",
                            "this command is for a migration, and this issue is a migration plan",
                            "comment /help to see the commands you can use here"));
        }
    }

    /** What cannot be carried out is at least said, and not tried again. */
    private static void tooLarge(PlanBuilder builder, PlanInput.TooLarge large) {
        if (actor(large.body()) instanceof Actor actor) {
            builder.refuse(
                    large.id(),
                    actor,
                    new PlanRefusal(
                            "too-large",
                            "the record that results has " + large.bytes() + " bytes, which is too large to write",
                            "tell the operators: the command is among the dead letters"));
        }
        builder.handled(large.id());
    }

    private static @Nullable Object actor(SpecificRecord body) {
        var field = body.getSchema().getField("actor");
        return field == null ? null : body.get(field.pos());
    }
}
