package io.movein.review.lifecycle;

import io.movein.model.Facts;
import io.movein.model.MigrationRequest;
import io.movein.model.Mode;
import io.movein.model.Plan;
import io.movein.model.Problem;
import io.movein.model.State;
import io.movein.model.TenantFacts;
import io.movein.review.policy.Case;
import io.movein.review.policy.Policy;
import io.movein.review.policy.PolicySettings;
import io.movein.review.policy.Standing;
import io.movein.review.state.Migration;
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
    static void wantFacts(DecisionBuilder builder, Purpose purpose, String about) {
        builder.want(Wanted.newBuilder()
                .setId(about + "/" + builder.migration().getSequence())
                .setPurpose(purpose)
                .setOnboarding(builder.migration().getRequest().getOnboarding())
                .build());
    }

    /** What made the request fail may be cured without an edit, as by registering a secret. */
    static void lookAgain(DecisionBuilder builder) {
        if (builder.status().getState() == State.NEEDS_CHANGES
                && builder.migration().getWanted() == null
                && builder.status().getPlan() != Plan.NEW_ARTIFACT) {
            wantFacts(builder, Purpose.REVIEW, "recheck");
        }
    }

    static void decide(DecisionBuilder builder, Input.FactsArrived arrived, PolicySettings settings) {
        var wanted = builder.migration().getWanted();
        if (wanted == null || !wanted.getId().equals(arrived.wanted())) {
            return;
        }
        builder.want(null);
        builder.add(new Change.PoolSeen(arrived.facts().getPool()));
        var problems = problems(builder, arrived.facts(), settings);
        if (!problems.isEmpty()) {
            fail(builder, arrived.facts(), problems);
        } else if (wanted.getPurpose() == Purpose.APPROVAL) {
            Approvals.grant(builder, wanted, arrived.facts());
        } else {
            complete(builder, State.AWAITING_APPROVAL, arrived.facts(), problems);
        }
    }

    private static void fail(DecisionBuilder builder, Facts facts, List<Problem> problems) {
        var isKnown = builder.status().getState() == State.NEEDS_CHANGES
                && builder.status().getProblems().equals(problems);
        if (!isKnown) {
            complete(builder, State.NEEDS_CHANGES, facts, problems);
        }
    }

    private static void complete(DecisionBuilder builder, State state, Facts facts, List<Problem> problems) {
        var status = Statuses.unapproved(state, builder.status())
                .setProblems(problems)
                .setTenant(Optional.ofNullable(tenant(facts))
                        .orElse(builder.status().getTenant()))
                .build();
        builder.happened(
                status,
                Events.reviewCompleted(
                        status.getRevision(),
                        Statuses.nextRun(status),
                        problems,
                        facts,
                        builder.migration().getRequest().getOnboarding()));
    }

    private static @Nullable String tenant(Facts facts) {
        return Optional.ofNullable(facts.getTenant())
                .map(TenantFacts::getNamespace)
                .orElse(null);
    }

    private static List<Problem> problems(DecisionBuilder builder, Facts facts, PolicySettings settings) {
        var migration = builder.migration();
        var unread = migration.getRequest().getProblems();
        var found = Stream.concat(unread.stream(), Policy.problems(theCase(builder, facts, settings)).stream())
                .toList();
        return found.isEmpty() && !isComplete(migration.getRequest().getRequest()) ? List.of(incomplete()) : found;
    }

    private static Case theCase(DecisionBuilder builder, Facts facts, PolicySettings settings) {
        Migration migration = builder.migration();
        var request = migration.getRequest();
        return new Case(
                request.getRequest(),
                request.getOnboarding(),
                builder.status().getAuthor(),
                migration.getAttempt(),
                facts,
                standing(builder, facts),
                settings);
    }

    private static Standing standing(DecisionBuilder builder, Facts facts) {
        var namespace = Optional.ofNullable(tenant(facts)).orElse("");
        return new Standing(
                builder.tenant(namespace).getWritten(),
                RunQueue.activeRun(builder.pool(), namespace).orElse(null),
                RunQueue.free(builder.pool()));
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
                        "the request is not complete (expected onboarding issue, image, mode, spike and resume to be filled in)")
                .setRemedy("edit the issue: fill in every field of the form")
                .build();
    }
}
