package io.movein.review.lifecycle;

import static java.util.Objects.requireNonNullElse;

import io.movein.command.RequestMigration;
import io.movein.model.MigrationStatus;
import io.movein.model.Mode;
import io.movein.model.Plan;
import io.movein.model.State;
import io.movein.review.state.Migration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The issue is filed or edited. An edit is reviewed from the beginning and voids every approval; only what already runs,
 * or waits for its owner's word, is not disturbed by it, and the next plan uses the edited request.
 */
final class Requests {
    private Requests() {}

    static void decide(DecisionBuilder builder, String id, RequestMigration request) {
        if (!builder.isKnown()) {
            take(builder, request);
            builder.handled(id);
            see(builder, request);
        } else if (!isLate(builder.migration(), request)) {
            if (saysSomethingNew(builder.migration(), request)) {
                decideEdit(builder, id, request);
                builder.handled(id);
            }
            see(builder, request);
        }
    }

    private static boolean isLate(Migration migration, RequestMigration request) {
        return migration.getSeenAt() != null && request.getUpdatedAt().isBefore(migration.getSeenAt());
    }

    /** An issue is read again whenever anything moves on it; only that it was is remembered, or the memory would grow for days. */
    private static void see(DecisionBuilder builder, RequestMigration request) {
        if (!request.getUpdatedAt().equals(builder.migration().getSeenAt())) {
            builder.add(new Change.RequestSeen(builder.migration().getId(), request.getUpdatedAt()));
        }
    }

    private static boolean saysSomethingNew(Migration migration, RequestMigration request) {
        var latest = requireNonNullElse(migration.getNewer(), migration.getRequest());
        return !request.getRevision().equals(latest.getRevision()) || mayCure(migration, request);
    }

    /** What failed may have been cured elsewhere: in a line that could not be read, or by finishing the onboarding. */
    private static boolean mayCure(Migration migration, RequestMigration request) {
        return stateOf(migration) == State.NEEDS_CHANGES
                && (!request.getProblems().equals(migration.getRequest().getProblems())
                        || !request.getOnboarding()
                                .equals(migration.getRequest().getOnboarding()));
    }

    private static State stateOf(Migration migration) {
        var status = migration.getStatus();
        return status == null ? State.UNKNOWN : status.getState();
    }

    private static void decideEdit(DecisionBuilder builder, String id, RequestMigration request) {
        switch (builder.status().getState()) {
            case UNDER_REVIEW, NEEDS_CHANGES -> take(builder, request);
            case AWAITING_APPROVAL -> {
                Approvals.refusePending(builder);
                take(builder, request);
            }
            case QUEUED -> {
                if (Statuses.activeRun(builder.status()).isPresent()) {
                    keep(builder, id, request);
                } else {
                    Approvals.voidQueued(builder, State.UNDER_REVIEW, "the request was edited");
                    take(builder, request);
                    RunQueue.advance(builder);
                }
            }
            case AWAITING_VALIDATION -> {
                if (Statuses.lastRun(builder.status())
                        .filter(run -> run.getMode() == Mode.DRY_RUN)
                        .isPresent()) {
                    take(builder, request);
                    TearDowns.allRuns(builder);
                } else {
                    keep(builder, id, request);
                }
            }
            case RUNNING, AWAITING_PLAN -> keep(builder, id, request);
            case TEARING_DOWN, CLOSED -> tooLate(builder, id, request);
            case UNKNOWN -> {}
        }
    }

    /** It counts later, and whoever edited hears that. */
    private static void keep(DecisionBuilder builder, String id, RequestMigration request) {
        remember(
                builder,
                id,
                request,
                new Refusal(
                        "edit-kept",
                        "the edit does not change the approved run (expected no edit while the migration's state is "
                                + Refusal.quoted(builder.status().getState()) + ")",
                        "nothing is lost: the next plan uses the edited request. For now, "
                                + Refusal.canBeDone(builder.status().getState())));
    }

    /** Remembered all the same, or it would be refused again with whatever moves on the issue. */
    private static void tooLate(DecisionBuilder builder, String id, RequestMigration request) {
        remember(
                builder,
                id,
                request,
                new Refusal(
                        "edit-too-late",
                        "the migration's state is "
                                + Refusal.quoted(builder.status().getState())
                                + ", so the edit has no effect (expected no edit after the end)",
                        "file a new issue for another migration"));
    }

    /** An edit that was only taken back is as if it had never been: nothing is said of it. */
    private static void remember(DecisionBuilder builder, String id, RequestMigration request, Refusal why) {
        builder.add(new Change.RequestRemembered(builder.migration().getId(), request));
        if (builder.migration().getNewer() != null) {
            builder.refuse(id, request.getActor(), why);
        }
    }

    /** From now on this request counts, and it is reviewed. */
    static void take(DecisionBuilder builder, RequestMigration request) {
        var known = builder.isKnown() ? builder.status() : null;
        builder.add(new Change.RequestTaken(request.getMigration(), request));
        builder.happened(underReview(builder, known, request), Events.migrationRequested());
        Reviews.wantReview(
                builder,
                "request:" + request.getRevision() + ":"
                        + request.getUpdatedAt().getEpochSecond());
    }

    private static MigrationStatus underReview(
            DecisionBuilder builder, @Nullable MigrationStatus known, RequestMigration request) {
        var status = known != null
                ? Statuses.unapproved(State.UNDER_REVIEW, known)
                        .setPlan(stillCarriedOut(known.getPlan()))
                        .setEnding(null)
                        .setQuestionAt(null)
                : MigrationStatus.newBuilder()
                        .setState(State.UNDER_REVIEW)
                        .setAuthor(request.getActor())
                        .setRequestedAt(builder.now());
        return status.setTitle(request.getTitle())
                .setRevision(request.getRevision())
                .setRequest(request.getRequest())
                .setProblems(List.of())
                .build();
    }

    /** A new artifact is there with the edit; and what a changed process left cannot be resumed by another. */
    private static @Nullable Plan stillCarriedOut(@Nullable Plan plan) {
        return plan == Plan.NEW_ARTIFACT || plan == Plan.RESUME ? null : plan;
    }
}
