package io.movein.review.plan;

import io.movein.command.RequestPlan;
import io.movein.contract.plan.PlanLimits;
import io.movein.model.Gate;
import io.movein.model.PlanRequest;
import io.movein.model.PlanState;
import io.movein.model.PlanStatus;
import io.movein.model.PlanTurn;
import io.movein.model.Problem;
import io.movein.model.Stage;
import io.movein.review.state.MigrationPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form of a plan, first and edited. What was approved before an edit was approved for another form, so the stage that is
 * open is asked again; where all have passed, the last one.
 */
final class PlanForms {
    private static final int PROBLEMS = 30;

    private static final int CODE = 100;

    private PlanForms() {}

    static PlanDecision first(String id, RequestPlan request, Instant now) {
        var problems = problems(request);
        var status = PlanStatus.newBuilder()
                .setState(problems.isEmpty() ? PlanState.IN_STAGES : PlanState.NEEDS_CHANGES)
                .setAuthor(request.getActor())
                .setTitle(cut(request.getTitle(), PlanLimits.SYSTEM))
                .setRevision(request.getRevision())
                .setRequest(bounded(request.getRequest()))
                .setProblems(problems)
                .setStages(PlanStatuses.none(request.getRequest(), now))
                .setTurn(problems.isEmpty() ? PlanTurn.MOVEIN : PlanTurn.OWNER)
                .setRequestedAt(now)
                .build();
        var builder = new PlanBuilder(
                MigrationPlan.newBuilder()
                        .setId(request.getMigration())
                        .setStatus(status)
                        .setStateSince(now)
                        .setSeenAt(request.getUpdatedAt())
                        .build(),
                now);
        builder.happened(PlanEvents.requested());
        if (problems.isEmpty()) {
            Stages.open(builder, Stage.ASSESSMENT);
        }
        builder.handled(id);
        return builder.decision();
    }

    static void edited(PlanBuilder builder, RequestPlan request) {
        var isLate = request.getUpdatedAt().isBefore(builder.plan().getSeenAt());
        if (isLate || PlanStatuses.isOver(builder.status())) {
            return;
        }
        builder.change(plan -> plan.setSeenAt(request.getUpdatedAt()));
        var problems = problems(request);
        var isKnown = request.getRevision().equals(builder.status().getRevision())
                && problems.equals(builder.status().getProblems());
        if (isKnown) {
            return;
        }
        if (!problems.isEmpty() && builder.status().getState() != PlanState.NEEDS_CHANGES) {
            builder.status(status -> status.setProblems(problems)); // the form as it was still counts
            builder.happened(PlanEvents.requested());
            return;
        }
        take(builder, request, problems);
    }

    private static void take(PlanBuilder builder, RequestPlan request, List<Problem> problems) {
        var isFirst = builder.status().getState() == PlanState.NEEDS_CHANGES;
        if (builder.status().getState() == PlanState.READY) {
            Stages.judgeLastAgain(builder);
        }
        builder.status(status -> status.setRevision(request.getRevision())
                .setTitle(cut(request.getTitle(), PlanLimits.SYSTEM))
                .setRequest(bounded(request.getRequest()))
                .setProblems(problems)
                .setState(isFirst && problems.isEmpty() ? PlanState.IN_STAGES : status.getState()));
        for (var stage : builder.status().getStages()) {
            if (stage.getApproval() == null || PlanStatuses.isOpen(stage)) {
                builder.stage(
                        stage.getStage(), it -> it.setGate(PlanStatuses.gate(request.getRequest(), stage.getStage())));
            }
        }
        builder.happened(PlanEvents.requested());
        if (isFirst && problems.isEmpty()) {
            Stages.open(builder, Stage.ASSESSMENT);
        } else {
            StageReadings.again(builder, "the form of the plan was edited");
        }
    }

    /** What intake could not read, and what a plan cannot do without. */
    private static List<Problem> problems(RequestPlan request) {
        var problems = new ArrayList<>(request.getProblems());
        var form = request.getRequest();
        if (problems.isEmpty()) {
            missing(form.getWhat(), "what moves", problems);
            missing(form.getFrom(), "from what", problems);
            missing(form.getTo(), "to what", problems);
            missing(form.getRecoveryTimeObjectiveSeconds(), "the recovery time objective", problems);
            if (form.getTenants().isEmpty()) {
                missing(null, "the onboarding issues of the tenants", problems);
            }
        }
        var isExternal = PlanStatuses.none(form, request.getUpdatedAt()).stream()
                .anyMatch(stage -> stage.getGate() == Gate.EXTERNAL);
        if (isExternal && form.getReviewers().stream().noneMatch(reviewer -> reviewer.getId() != null)) {
            problems.add(problem(
                    "plan.no-reviewers",
                    "a stage has the gate external, but no reviewer is named",
                    "edit the issue: name the reviewers, or choose another gate"));
        }
        return problems.stream()
                .distinct()
                .limit(PROBLEMS)
                .map(it -> problem(
                        cut(it.getCode(), CODE),
                        cut(it.getReason(), PlanLimits.SYSTEM),
                        cut(it.getRemedy(), PlanLimits.SYSTEM)))
                .toList();
    }

    private static void missing(@Nullable Object value, String what, List<Problem> problems) {
        if (value == null) {
            problems.add(problem("plan.incomplete", what + " is not filled in", "edit the issue: fill it in"));
        }
    }

    private static Problem problem(String code, String reason, String remedy) {
        return Problem.newBuilder()
                .setCode(code)
                .setReason(reason)
                .setRemedy(remedy)
                .build();
    }

    private static PlanRequest bounded(PlanRequest request) {
        return PlanRequest.newBuilder(request)
                .setWhat(request.getWhat() == null ? null : cut(request.getWhat(), PlanLimits.WHAT))
                .setFrom(request.getFrom() == null ? null : cut(request.getFrom(), PlanLimits.SYSTEM))
                .setTo(request.getTo() == null ? null : cut(request.getTo(), PlanLimits.SYSTEM))
                .setTenants(
                        request.getTenants().stream().limit(PlanLimits.TENANTS).toList())
                .setGates(
                        request.getGates().stream().limit(Stage.values().length).toList())
                .setReviewers(request.getReviewers().stream()
                        .limit(PlanLimits.REVIEWERS)
                        .toList())
                .build();
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }
}
