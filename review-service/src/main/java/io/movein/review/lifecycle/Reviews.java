package io.movein.review.lifecycle;

import io.movein.model.Facts;
import io.movein.model.MigrationRequest;
import io.movein.model.Mode;
import io.movein.model.Plan;
import io.movein.model.PoolFacts;
import io.movein.model.Problem;
import io.movein.model.State;
import io.movein.model.TenantFacts;
import io.movein.review.policy.Amounts;
import io.movein.review.policy.Case;
import io.movein.review.policy.Policy;
import io.movein.review.policy.PolicySettings;
import io.movein.review.policy.Standing;
import io.movein.review.state.Purpose;
import io.movein.review.state.Wanted;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The facts are there: the checks run, and everything that stands against the request is told at once. For an approval
 * they run again, because what an operator approved may have changed around it.
 */
final class Reviews {
    private Reviews() {}

    /** A wish is named by what it is about, so the facts for an older one are known as late. */
    static void wantReview(DecisionBuilder builder, String about) {
        builder.want(Wanted.newBuilder()
                .setId(about + "/" + builder.migration().getSequence())
                .setPurpose(Purpose.REVIEW)
                .setOnboarding(builder.migration().getRequest().getOnboarding())
                .build());
    }

    /** What made the request fail may be cured without an edit, as by registering a secret. */
    static void recheck(DecisionBuilder builder) {
        if (builder.status().getState() == State.NEEDS_CHANGES
                && builder.migration().getWanted() == null
                && builder.status().getPlan() != Plan.NEW_ARTIFACT) {
            wantReview(builder, "recheck");
        }
    }

    /** Somebody has done something about it. */
    static void recheckNow(DecisionBuilder builder) {
        builder.add(new Change.Checked(builder.migration().getId(), builder.now(), 0));
        recheck(builder);
    }

    static void decide(DecisionBuilder builder, Input.FactsArrived arrived, PolicySettings settings) {
        var wanted = wanted(builder, arrived.wanted());
        if (wanted.isEmpty()) {
            return;
        }
        var delayedSince = Objects.requireNonNullElse(builder.migration().getDelayedSince(), builder.now());
        var facts = wanted.get().getPurpose() == Purpose.APPROVAL ? asShown(builder, arrived.facts()) : arrived.facts();
        builder.want(null);
        if (!facts.getPool().equals(builder.pool().getSize())) {
            builder.add(new Change.PoolSeen(facts.getPool()));
        }
        builder.add(new Change.Checked(
                builder.migration().getId(), builder.now(), builder.migration().getLooks() + 1));
        if (wanted.get().getPurpose() == Purpose.APPROVAL) {
            var problems = problems(builder, facts, settings, Purpose.APPROVAL);
            if (problems.isEmpty()) {
                grantAsShown(builder, wanted.get(), facts);
            } else if (problems.stream().allMatch(Policy::mayPass)) {
                Approvals.delay(builder, wanted.get(), delayedSince, problems.getFirst());
            } else {
                complete(builder, State.NEEDS_CHANGES, facts, problems);
            }
        } else {
            review(builder, facts, problems(builder, facts, settings, Purpose.REVIEW));
        }
    }

    /** A setting that was changed since the review holds from the next review on. */
    private static Facts asShown(DecisionBuilder builder, Facts facts) {
        var shown = builder.migration().getShownAllowance();
        return shown == null
                ? facts
                : Facts.newBuilder(facts).setAllowance(shown).build();
    }

    private static Optional<Wanted> wanted(DecisionBuilder builder, String id) {
        return Optional.ofNullable(builder.migration().getWanted())
                .filter(wanted -> wanted.getId().equals(id));
    }

    /** What cannot be made sense of now is told, and looked at again like every other cause outside of the issue. */
    static void unusable(DecisionBuilder builder, Input.FactsUnusable unusable) {
        var wanted = wanted(builder, unusable.wanted());
        if (wanted.isEmpty()) {
            return;
        }
        builder.want(null);
        var reason = "the platform's facts about the tenant cannot be read: " + Cut.cut(unusable.reason(), 500);
        if (wanted.get().getPurpose() == Purpose.APPROVAL) {
            Approvals.refuse(
                    builder,
                    wanted.get(),
                    new Refusal(
                            "facts-unusable",
                            reason,
                            "this is an error in Movein or its configuration: see the log of the review service"));
        } else {
            builder.add(new Change.Checked(
                    builder.migration().getId(),
                    builder.now(),
                    builder.migration().getLooks() + 1));
            review(
                    builder,
                    Facts.newBuilder()
                            .setGatheredAt(builder.now())
                            .setPool(Objects.requireNonNullElseGet(
                                    builder.pool().getSize(),
                                    () -> PoolFacts.newBuilder()
                                            .setLargestNode(Amounts.NONE)
                                            .setTotal(Amounts.NONE)
                                            .build()))
                            .build(),
                    List.of(Problem.newBuilder()
                            .setCode("platform.facts-unusable")
                            .setReason(reason)
                            .setRemedy("no edit is needed: tell the operators; the review is repeated automatically")
                            .build()));
        }
    }

    private static void review(DecisionBuilder builder, Facts facts, List<Problem> problems) {
        var isKnown = builder.status().getState() == State.NEEDS_CHANGES
                && builder.status().getProblems().equals(problems);
        if (problems.isEmpty()) {
            show(builder, facts);
        } else if (!isKnown) {
            complete(builder, State.NEEDS_CHANGES, facts, problems);
        }
    }

    /** Names lead where they led when the operator read the review, or it is written anew. */
    private static void grantAsShown(DecisionBuilder builder, Wanted wanted, Facts facts) {
        var moved = ShownHosts.moved(builder.migration().getShown(), facts.getHosts());
        if (moved.isEmpty()) {
            Approvals.grant(builder, wanted, facts);
        } else {
            Approvals.refuseMoved(builder, wanted, moved.get());
            show(builder, facts);
        }
    }

    private static void show(DecisionBuilder builder, Facts facts) {
        var hosts = ShownHosts.union(builder.migration().getShown(), facts.getHosts());
        builder.add(new Change.Shown(builder.migration().getId(), hosts, facts.getAllowance()));
        complete(
                builder,
                State.AWAITING_APPROVAL,
                Facts.newBuilder(facts).setHosts(hosts).build(),
                List.of());
    }

    private static void complete(DecisionBuilder builder, State state, Facts facts, List<Problem> problems) {
        var status = Statuses.unapproved(state, builder.status())
                .setProblems(problems)
                .setTenant(Optional.ofNullable(tenant(facts))
                        .orElse(builder.status().getTenant()))
                .setReview(
                        problems.isEmpty()
                                ? Long.valueOf(builder.nextSequence())
                                : builder.status().getReview())
                .build();
        builder.happened(
                status,
                Events.reviewCompleted(
                        status.getRevision(),
                        Statuses.nextRun(status),
                        problems,
                        Limits.evidence(facts),
                        builder.migration().getRequest().getOnboarding()));
    }

    private static @Nullable String tenant(Facts facts) {
        return Optional.ofNullable(facts.getTenant())
                .map(TenantFacts::getNamespace)
                .orElse(null);
    }

    private static List<Problem> problems(
            DecisionBuilder builder, Facts facts, PolicySettings settings, Purpose purpose) {
        var migration = builder.migration();
        var unread = migration.getRequest().getProblems();
        var checked = Policy.problems(theCase(builder, facts, settings, purpose)).stream()
                .filter(problem -> purpose == Purpose.REVIEW || !Policy.isQueuedInstead(problem));
        var found = Limits.problems(Stream.concat(unread.stream(), checked).toList());
        return found.isEmpty() && !isComplete(migration.getRequest().getRequest()) ? List.of(incomplete()) : found;
    }

    private static Case theCase(DecisionBuilder builder, Facts facts, PolicySettings settings, Purpose purpose) {
        var migration = builder.migration();
        var request = migration.getRequest();
        return new Case(
                request.getRequest(),
                request.getOnboarding(),
                builder.status().getAuthor(),
                migration.getAttempt(),
                facts,
                standing(builder, facts, purpose),
                settings);
    }

    /** Where the owner has planned a wipe, the operator attests it before the approval counts, and not before the review. */
    private static Standing standing(DecisionBuilder builder, Facts facts, Purpose purpose) {
        var namespace = Optional.ofNullable(tenant(facts)).orElse("");
        var willBeWiped = purpose == Purpose.REVIEW && builder.migration().getWipesBefore() != null;
        return new Standing(
                !willBeWiped && builder.tenant(namespace).getWritten(),
                builder.activeRun(namespace).orElse(null),
                RunQueue.free(builder.pool()),
                builder.migration().getRehearsed(),
                PlanBond.status(builder).orElse(null));
    }

    /** Whatever is missing has a problem of its own; this is for the day on which somebody forgets one. */
    private static boolean isComplete(MigrationRequest request) {
        return request.getMode() != Mode.UNKNOWN
                && Stream.of(
                                request.getOnboarding(),
                                request.getImage(),
                                request.getSpike(),
                                request.getSupportsResume())
                        .allMatch(Objects::nonNull);
    }

    private static Problem incomplete() {
        return Problem.newBuilder()
                .setCode("request.incomplete")
                .setReason(
                        "the request is not complete (expected onboarding issue, image, mode, additional CPU, memory and storage, and"
                                + " resume to be filled in)")
                .setRemedy("edit the issue: fill in every field of the form")
                .build();
    }
}
