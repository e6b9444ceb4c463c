package io.movein.review.lifecycle;

import io.movein.command.AnswerOperator;
import io.movein.command.ApproveMigration;
import io.movein.command.ApproveStage;
import io.movein.command.AskOwner;
import io.movein.command.AttestWipe;
import io.movein.command.ChoosePlan;
import io.movein.command.CloseIssue;
import io.movein.command.ConfirmNodeOff;
import io.movein.command.ConfirmValidation;
import io.movein.command.ControlRun;
import io.movein.command.MisreadCommand;
import io.movein.command.RefuseCommand;
import io.movein.command.RejectMigration;
import io.movein.command.RejectValidation;
import io.movein.command.ReopenIssue;
import io.movein.command.ReopenStage;
import io.movein.command.RequestMigration;
import io.movein.command.RequestPlan;
import io.movein.command.RequestStop;
import io.movein.command.ShowHelp;
import io.movein.command.ShowStatus;
import io.movein.command.StageRead;
import io.movein.command.StageReviewed;
import io.movein.model.Actor;
import io.movein.review.policy.PolicySettings;
import io.movein.review.state.Migration;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Decides what follows from what people ask for, what runs report and what is known. Pure: no I/O, no clock, no ids of its
 * own, and a refusal is an event and no exception. The same input twice decides nothing the second time.
 *
 * <pre>
 * in                   when                                               to                   by
 * ------------------   ------------------------------------------------   ------------------   ------------------------
 * (new)                requested                                          UNDER_REVIEW         {@link Requests}
 * UNDER_REVIEW         facts: problems                                    NEEDS_CHANGES        {@link Reviews}
 * UNDER_REVIEW         facts: none                                        AWAITING_APPROVAL    {@link Reviews}
 * NEEDS_CHANGES        edited; looked at again and other problems         UNDER_REVIEW; as above
 * AWAITING_APPROVAL    edited                                             UNDER_REVIEW         {@link Requests}
 * AWAITING_APPROVAL    approved, fresh facts: problems that stay          NEEDS_CHANGES        {@link Reviews}
 * AWAITING_APPROVAL    approved, fresh facts: what passes by itself       AWAITING_APPROVAL    {@link Approvals}
 * AWAITING_APPROVAL    approved, fresh facts: addresses not shown         AWAITING_APPROVAL    {@link Reviews}
 * AWAITING_APPROVAL    approved, fresh facts: none                        QUEUED               {@link Approvals}
 * QUEUED, not ordered  edited                                             UNDER_REVIEW         {@link Requests}
 * QUEUED, not ordered  /stop                                              AWAITING_APPROVAL    {@link Stops}
 * QUEUED               its turn: run ordered                              QUEUED               {@link RunQueue}
 * QUEUED, ordered      report: started                                    RUNNING              {@link RunReports}
 * QUEUED, RUNNING      report: succeeded                                  AWAITING_VALIDATION  {@link RunReports}
 * QUEUED, RUNNING      report: anything else                              AWAITING_PLAN        {@link RunReports}
 * AWAITING_PLAN        late report: succeeded after all                   AWAITING_VALIDATION  {@link RunReports}
 * AWAITING_VALIDATION  /validated                                         TEARING_DOWN         {@link Validations}
 * AWAITING_VALIDATION  rejected                                           TEARING_DOWN         {@link Rejections}
 * AWAITING_VALIDATION  /invalid                                           AWAITING_PLAN        {@link Validations}
 * AWAITING_VALIDATION  edited after a dry-run                             UNDER_REVIEW         {@link Requests}
 * AWAITING_PLAN        /plan re-run, wipe-and-re-run, resume              UNDER_REVIEW         {@link Plans}
 * AWAITING_PLAN        /plan new-artifact                                 NEEDS_CHANGES        {@link Plans}
 * AWAITING_PLAN        /plan accept-partial, abandon; rejected            TEARING_DOWN         {@link Plans}, {@link Rejections}
 * before a run         /plan abandon; rejected                            TEARING_DOWN         {@link Plans}, {@link Rejections}
 * QUEUED, RUNNING      nothing was heard for too long                     AWAITING_PLAN        {@link Deadlines}
 * no run under way     closed by the owner                                TEARING_DOWN         {@link Closings}
 * withdrawn            reopened                                           UNDER_REVIEW         {@link Closings}
 * TEARING_DOWN         nothing left on the cluster                        CLOSED               {@link TearDowns}
 * </pre>
 */
public final class Lifecycle {
    private static final Refusal ALREADY_A_MIGRATION = new Refusal(
            "already-a-migration",
            "this issue is already a migration and cannot become a migration plan",
            "file a new issue with the form 'plan a migration'");

    private final PolicySettings settings;
    private final Deadlines deadlines;

    public Lifecycle(PolicySettings settings) {
        this(settings, Deadlines.USUAL);
    }

    public Lifecycle(PolicySettings settings, Deadlines deadlines) {
        this.settings = settings;
        this.deadlines = deadlines;
    }

    /** When time alone may change something about the migration; empty: never. */
    public Optional<Instant> dueAt(Migration migration) {
        return deadlines.dueAt(migration);
    }

    public Decision decide(Platform platform, Input unbounded, Instant now) {
        var input = Limits.bounded(unbounded);
        var ofPlan = PlanBond.asked(platform, input);
        if (ofPlan.isPresent()) {
            return plan(DecisionBuilder.about("", platform, now), ofPlan.get());
        }
        return switch (input) {
            case Input.Command command ->
                command(DecisionBuilder.about(migration(command.body()), platform, now), command);
            case Input.Report report ->
                report(DecisionBuilder.about(migration(report.body()), platform, now), report.body());
            case Input.FactsArrived facts -> arrived(DecisionBuilder.about(facts.migration(), platform, now), facts);
            case Input.FactsUnusable facts -> unusable(DecisionBuilder.about(facts.migration(), platform, now), facts);
            case Input.TooLarge large -> tooLarge(DecisionBuilder.about(migration(large.body()), platform, now), large);
            case Input.Recheck recheck -> recheck(DecisionBuilder.about(recheck.migration(), platform, now));
            case Input.PoolObserved tick -> tick(DecisionBuilder.about("", platform, now), tick);
        };
    }

    private static Decision plan(DecisionBuilder builder, PlanBond.Asked asked) {
        PlanBond.decide(builder, asked.plan(), asked.input());
        return builder.decision();
    }

    private Decision command(DecisionBuilder builder, Input.Command command) {
        if (builder.isKnown() && Handled.contains(builder.migration(), command.id())) {
            return builder.decision();
        }
        if (command.body() instanceof RequestMigration request) {
            Requests.decide(builder, command.id(), request);
        } else if (builder.isKnown()) {
            carryOut(builder, command.id(), command.body());
            builder.handled(command.id());
        }
        return builder.decision();
    }

    private void carryOut(DecisionBuilder builder, String id, SpecificRecord command) {
        switch (command) {
            case ApproveMigration approve -> Approvals.decide(builder, id, approve, settings);
            case RejectMigration reject -> Rejections.decide(builder, id, reject);
            case AttestWipe attest -> Wipes.decide(builder, id, attest);
            case ConfirmNodeOff confirm -> NodesOff.decide(builder, id, confirm);
            case ConfirmValidation confirm -> Validations.decide(builder, id, confirm);
            case RejectValidation reject -> Validations.decide(builder, id, reject);
            case ChoosePlan choose -> Plans.decide(builder, id, choose);
            case RequestStop stop -> Stops.decide(builder, id, stop);
            case ControlRun control -> Controls.decide(builder, id, control);
            case CloseIssue close -> Closings.decide(builder, close);
            case ReopenIssue reopen -> Closings.decide(builder, reopen);
            case AskOwner ask -> Questions.decide(builder, id, ask);
            case AnswerOperator answer -> Questions.decide(builder, answer);
            case ShowStatus show -> builder.told(Events.statusShown(id, show.getActor()));
            case ShowHelp show -> builder.told(Events.helpShown(id, show.getActor()));
            case RefuseCommand refuse ->
                builder.refuse(
                        id, refuse.getActor(), new Refusal(refuse.getCode(), refuse.getReason(), refuse.getRemedy()));
            case MisreadCommand misread -> builder.refuse(id, misread.getActor(), misread(misread));
            case RequestPlan plan -> builder.refuse(id, plan.getActor(), ALREADY_A_MIGRATION);
            case StageRead _, ApproveStage _, StageReviewed _, ReopenStage _ -> {} // of a plan that was never one
            default -> throw new IllegalArgumentException(command.getSchema().getFullName() + " is no command");
        }
    }

    private static Refusal misread(MisreadCommand misread) {
        return new Refusal(
                "not-a-command",
                "'" + misread.getLine() + "' is not a command (expected " + misread.getExpected() + ")",
                "write the command at the start of a line in a new comment");
    }

    private static Decision report(DecisionBuilder builder, SpecificRecord report) {
        if (builder.isKnown()) {
            RunReports.decide(builder, report);
        }
        return builder.decision();
    }

    private Decision arrived(DecisionBuilder builder, Input.FactsArrived facts) {
        if (builder.isKnown()) {
            Reviews.decide(builder, facts, settings);
        }
        return builder.decision();
    }

    private static Decision unusable(DecisionBuilder builder, Input.FactsUnusable facts) {
        if (builder.isKnown()) {
            Reviews.unusable(builder, facts);
        }
        return builder.decision();
    }

    /** What cannot be carried out is at least said, and not tried again. */
    private static Decision tooLarge(DecisionBuilder builder, Input.TooLarge large) {
        if (builder.isKnown() && actor(large.body()) instanceof Actor actor) {
            builder.refuse(
                    large.id(),
                    actor,
                    new Refusal(
                            "too-large",
                            "the record that results has " + large.bytes() + " bytes, which is too large to write",
                            "tell the operators: the command is among the dead letters"));
            builder.handled(large.id());
        }
        return builder.decision();
    }

    private Decision recheck(DecisionBuilder builder) {
        if (builder.isKnown() && isDue(builder)) {
            if (builder.migration().getDelayed() != null) {
                Approvals.checkAgain(builder);
            } else {
                Reviews.recheck(builder);
                deadlines.enforce(builder);
            }
        }
        return builder.decision();
    }

    private boolean isDue(DecisionBuilder builder) {
        return dueAt(builder.migration())
                .filter(due -> !builder.now().isBefore(due))
                .isPresent();
    }

    private static Decision tick(DecisionBuilder builder, Input.PoolObserved tick) {
        if (!tick.pool().equals(builder.pool().getSize())) {
            builder.add(new Change.PoolSeen(tick.pool()));
        }
        RunQueue.advance(builder);
        return builder.decision();
    }

    private static @Nullable Object actor(SpecificRecord body) {
        var field = body.getSchema().getField("actor");
        return field == null ? null : body.get(field.pos());
    }

    /** Every record says in its first field which migration, or plan, it is about. */
    static String migration(SpecificRecord body) {
        return (String) body.get(body.getSchema().getField("migration").pos());
    }
}
