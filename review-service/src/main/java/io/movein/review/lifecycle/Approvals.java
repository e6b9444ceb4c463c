package io.movein.review.lifecycle;

import io.movein.command.ApproveMigration;
import io.movein.model.Approval;
import io.movein.model.Facts;
import io.movein.model.MigrationStatus;
import io.movein.model.Problem;
import io.movein.model.State;
import io.movein.review.policy.PolicySettings;
import io.movein.review.policy.RerunSafety;
import io.movein.review.state.Purpose;
import io.movein.review.state.QueuedRun;
import io.movein.review.state.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * An operator approves one revision for one run: the one that the newest review comment before the label names. The checks
 * run again with fresh facts before it counts.
 */
final class Approvals {
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private Approvals() {}

    static void decide(DecisionBuilder builder, String command, ApproveMigration approve, PolicySettings settings) {
        var refusal = refusal(builder, approve, settings);
        if (refusal.isPresent()) {
            builder.refuse(command, approve.getActor(), refusal.get());
        } else if (builder.migration().getWanted() == null
                && builder.migration().getDelayed() == null) {
            builder.want(Wanted.newBuilder()
                    .setId(command)
                    .setPurpose(Purpose.APPROVAL)
                    .setCommand(command)
                    .setApproval(approval(approve))
                    .setOnboarding(approve.getOnboarding())
                    .build());
        }
    }

    /** In this order: who, when, what. */
    private static Optional<Refusal> refusal(
            DecisionBuilder builder, ApproveMigration approve, PolicySettings settings) {
        return Stream.<Supplier<Optional<Refusal>>>of(
                        () -> Refusal.unlessOperator(approve.getActor()),
                        () -> ownRequest(builder.status(), approve, settings),
                        () -> nothingToApprove(builder.status()),
                        () -> notReviewed(approve),
                        () -> stale(builder.status(), approve),
                        () -> superseded(builder.status(), approve),
                        () -> tooManyRuns(builder.status()),
                        () -> wipeNotAttested(builder))
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Refusal> ownRequest(
            MigrationStatus status, ApproveMigration approve, PolicySettings settings) {
        return settings.selfApproval() || !Refusal.isOwner(approve.getActor(), status)
                ? Optional.empty()
                : Refusal.of(
                        "self-approval",
                        "@" + approve.getActor().getLogin()
                                + " cannot approve their own request (expected another operator)",
                        "ask another operator to approve it");
    }

    private static Optional<Refusal> nothingToApprove(MigrationStatus status) {
        return status.getState() == State.AWAITING_APPROVAL
                ? Optional.empty()
                : Refusal.of(
                        "nothing-to-approve",
                        "there is nothing to approve: " + Refusal.notIn(status, State.AWAITING_APPROVAL),
                        Refusal.canBeDone(status.getState()));
    }

    private static Optional<Refusal> notReviewed(ApproveMigration approve) {
        return approve.getRevision() != null && approve.getRun() != null
                ? Optional.empty()
                : Refusal.of(
                        "not-reviewed",
                        "no review comment precedes the label (expected one that states what is approved)",
                        "read the review comment, then set the label again");
    }

    private static Optional<Refusal> stale(MigrationStatus status, ApproveMigration approve) {
        var approved = new Reviewed(approve.getRevision(), approve.getRun());
        var current = new Reviewed(status.getRevision(), Statuses.nextRun(status));
        return approved.equals(current)
                ? Optional.empty()
                : Refusal.of(
                        "stale-approval",
                        "the approval is for " + approved + " (expected " + current + ")",
                        "read the newest review comment, then set the label again");
    }

    /**
     * The newest review comment may be gone when the label is read, and nobody knows what it showed the operator: an older one
     * of the same revision and run is not what was approved.
     */
    private static Optional<Refusal> superseded(MigrationStatus status, ApproveMigration approve) {
        return approve.getReview() == null
                        || status.getReview() == null
                        || approve.getReview().equals(status.getReview())
                ? Optional.empty()
                : Refusal.of(
                        "superseded-review",
                        "the newest review comment before the label is from event " + approve.getReview()
                                + " (expected the one from event " + status.getReview()
                                + ", which is not written yet or was deleted)",
                        "wait until Movein has written it, read it, then set the label again");
    }

    /** All runs of a migration are told in one record. */
    private static Optional<Refusal> tooManyRuns(MigrationStatus status) {
        return status.getRuns().size() < Limits.RUNS
                ? Optional.empty()
                : Refusal.of(
                        "too-many-runs",
                        "the migration has had " + status.getRuns().size() + " runs (expected at most " + Limits.RUNS
                                + ")",
                        "the owner can end it with /plan abandon or /plan accept-partial, then file a new issue");
    }

    private record Reviewed(String revision, Integer run) {
        @Override
        public String toString() {
            return "revision " + revision + " and run " + run;
        }
    }

    /** A newer request may have taken the state elsewhere in the meantime, but never the need for the wipe. */
    private static Optional<Refusal> wipeNotAttested(DecisionBuilder builder) {
        var before = builder.migration().getWipesBefore();
        return before == null || builder.tenant().getWipes() > before
                ? Optional.empty()
                : Refusal.of(
                        "wipe-not-attested",
                        "the owner chose to wipe the destination, and no operator has confirmed that it is empty (expected the label operator:destination-wiped)",
                        "wipe the destination, set operator:destination-wiped, then operator:approved again");
    }

    private static Approval approval(ApproveMigration approve) {
        return new Approval(approve.getActor(), approve.getRevision(), approve.getRun(), approve.getAt());
    }

    /** The checks have passed once more: the run may start, now or when it is its turn. */
    static void grant(DecisionBuilder builder, Wanted wanted, Facts facts) {
        var approval = Objects.requireNonNull(wanted.getApproval());
        var tenant = Objects.requireNonNull(facts.getTenant()).getNamespace();
        builder.happened(
                Statuses.in(State.QUEUED, builder.status())
                        .setApproval(approval)
                        .setTenant(tenant)
                        .setProblems(List.of())
                        .setQuestionAt(null)
                        .build(),
                Events.migrationApproved(approval, Limits.evidence(facts)));
        var migration = builder.migration();
        var request = migration.getRequest().getRequest();
        RunQueue.join(
                builder,
                QueuedRun.newBuilder()
                        .setRun(approval.getRun())
                        .setNeedsEmptyDestination(RerunSafety.needsEmptyDestination(request, migration.getAttempt())),
                RunSpecs.of(request, migration.getAttempt(), facts, builder.status()));
    }

    /** Whatever stands against it passes by itself, so the approval is not lost: it is checked again, for a while. */
    static void delay(DecisionBuilder builder, Wanted wanted, Instant since, Problem because) {
        if (builder.now().isBefore(since.plus(PATIENCE))) {
            builder.add(new Change.ApprovalDelayed(builder.migration().getId(), wanted, since));
        } else {
            refuse(
                    builder,
                    wanted,
                    new Refusal(
                            "not-now",
                            because.getReason() + "; this has lasted for " + PATIENCE.toMinutes() + " minutes",
                            "set the label again once this is resolved; the review still holds"));
        }
    }

    /** It is time to check a delayed approval again. */
    static void checkAgain(DecisionBuilder builder) {
        var delayed = Objects.requireNonNull(builder.migration().getDelayed());
        builder.want(Wanted.newBuilder(delayed)
                .setId(delayed.getCommand() + "/" + builder.now().toEpochMilli())
                .build());
    }

    /** The name leads elsewhere by now: what the operator saw is not what would be reached. */
    static void refuseMoved(DecisionBuilder builder, Wanted wanted, String moved) {
        refuse(
                builder,
                wanted,
                new Refusal(
                        "addresses-changed",
                        moved + ", which the review comment does not show",
                        "read the new review comment, then set the label again"));
    }

    static void refuse(DecisionBuilder builder, Wanted wanted, Refusal refusal) {
        builder.refuse(
                Objects.requireNonNull(wanted.getCommand()),
                Objects.requireNonNull(wanted.getApproval()).getActor(),
                refusal);
    }

    /** The approval was being checked when the request changed. */
    static void refusePending(DecisionBuilder builder) {
        var migration = builder.migration();
        var wanted = migration.getDelayed() != null ? migration.getDelayed() : migration.getWanted();
        if (wanted != null && wanted.getPurpose() == Purpose.APPROVAL) {
            builder.want(null);
            refuse(
                    builder,
                    wanted,
                    new Refusal(
                            "stale-approval",
                            "the request was edited while the approval was being checked (expected the revision that was approved)",
                            "read the newest review comment, then set the label again"));
        }
    }

    /** The run has not been ordered and will not be with this approval. */
    static void voidQueued(DecisionBuilder builder, State next, String reason) {
        builder.add(new Change.Dequeued(builder.migration().getId()));
        var approval = Objects.requireNonNull(builder.status().getApproval());
        var status = Statuses.unapproved(next, builder.status());
        if (next == State.AWAITING_APPROVAL) {
            status.setReview(builder.nextSequence());
        }
        builder.happened(status.build(), Events.approvalVoided(approval, reason));
    }
}
