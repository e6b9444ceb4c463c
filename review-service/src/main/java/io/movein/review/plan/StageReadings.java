package io.movein.review.plan;

import io.movein.command.StageRead;
import io.movein.contract.EnumText;
import io.movein.model.ArtifactProblem;
import io.movein.model.PullRequestState;
import io.movein.model.Stage;
import io.movein.model.StageState;
import io.movein.model.StageStatus;
import io.movein.review.plan.check.StageChecks;
import io.movein.review.state.SeenPullRequest;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A stage's pull request was read. Another head is checked and voids what was approved; the head that its gate said yes to passes the
 * stage when it is merged. One that was merged otherwise is checked after the fact.
 */
final class StageReadings {
    static final String OTHER_PULL_REQUEST = "stage.other-pull-request";
    private static final int PULL_REQUESTS = 50;

    private StageReadings() {}

    static void read(PlanBuilder builder, StageRead unbounded) {
        var read = PlanBounds.bounded(unbounded);
        if (read.getStage() == Stage.UNKNOWN || isLate(builder, read) || PlanStatuses.isOver(builder.status())) {
            return;
        }
        var isNewlyMerged = read.getState() == PullRequestState.MERGED
                && builder.plan().getPullRequests().stream()
                        .noneMatch(seen -> seen.getNumber() == read.getPullRequest() && seen.getMerged());
        remember(builder, read);
        var stage = builder.stage(read.getStage());
        var isIts = stage.getPullRequest() == null || stage.getPullRequest() == read.getPullRequest();
        if (!read.getFork() && isIts && stage.getAttempt() == read.getAttempt() && PlanStatuses.isOpen(stage)) {
            its(builder, stage, read);
        } else if (read.getState() == PullRequestState.OPEN) {
            other(builder, read);
        } else if (isNewlyMerged && isByHand(read)) {
            builder.happened(PlanEvents.mergedAround(read)); // where it changed an artifact, the next check says so
        }
    }

    static void remember(PlanBuilder builder, StageRead read) {
        var seen = SeenPullRequest.newBuilder()
                .setNumber(read.getPullRequest())
                .setUpdatedAt(read.getUpdatedAt())
                .setMerged(read.getState() == PullRequestState.MERGED)
                .build();
        builder.change(plan -> plan.setPullRequests(Lists.last(
                plan.getPullRequests().stream()
                        .filter(known -> known.getNumber() != read.getPullRequest())
                        .toList(),
                seen,
                PULL_REQUESTS)));
    }

    static boolean isLate(PlanBuilder builder, StageRead read) {
        return builder.plan().getPullRequests().stream()
                .anyMatch(seen -> seen.getNumber() == read.getPullRequest()
                        && read.getUpdatedAt().isBefore(seen.getUpdatedAt()));
    }

    private static void its(PlanBuilder builder, StageStatus before, StageRead read) {
        if (before.getMergedAround()) {
            return; // what is on the base branch changes no more by this pull request
        }
        if (before.getPullRequest() == null) {
            if (isOfALostStory(read)) {
                Stages.open(builder, read.getStage());
                return;
            }
            builder.change(plan -> plan.setReviews(List.of()));
        }
        builder.change(plan -> plan.setRead(read));
        var blocked = read.getState() == PullRequestState.CLOSED
                ? "its pull request is closed; reopen it"
                : read.getBlocked();
        builder.stage(
                read.getStage(),
                stage -> stage.setPullRequest(read.getPullRequest()).setBlocked(blocked));
        if (read.getState() == PullRequestState.MERGED) {
            merged(builder, before, read);
        } else if (read.getState() == PullRequestState.OPEN && !read.getHead().equals(before.getCommit())) {
            changed(builder, before, read);
        } else if (before.getState() == StageState.MERGING && !Objects.equals(before.getBlocked(), blocked)) {
            builder.happened(PlanEvents.mergeAsked(builder.stage(read.getStage())));
        } else if (!Objects.equals(before.getBlocked(), blocked)) {
            tell(builder, read, problems(builder, read));
        }
    }

    /** Movein merged or closed it before anybody read it: what has come of it is on the base branch, and is asked about from there. */
    private static boolean isOfALostStory(StageRead read) {
        return read.getState() == PullRequestState.CLOSED
                || read.getState() == PullRequestState.MERGED && !isByHand(read);
    }

    private static boolean isByHand(StageRead read) {
        return read.getMergedBy() == null
                || !Objects.equals(read.getMergedBy().getId(), read.getAuthor().getId());
    }

    private static void changed(PlanBuilder builder, StageStatus before, StageRead read) {
        unapprove(builder, before, "the branch now has another commit, " + read.getHead());
        check(builder, read);
    }

    /** The stage that is open is checked and asked again. */
    static void again(PlanBuilder builder, String reason) {
        builder.current().filter(PlanStatuses::isOpen).ifPresent(stage -> {
            var read = builder.plan().getRead();
            if (read != null && Objects.equals(stage.getPullRequest(), read.getPullRequest())) {
                unapprove(builder, stage, reason);
                check(builder, read);
            } else if (stage.getMergedAround()) { // what was merged is not known any more
                unapprove(builder, stage, reason);
                Stages.open(builder, stage.getStage());
            }
        });
    }

    private static void unapprove(PlanBuilder builder, StageStatus before, String reason) {
        if (before.getAsked() == null && before.getApproval() == null) {
            return;
        }
        builder.stage(
                before.getStage(),
                stage -> stage.setState(StageState.NEEDS_WORK).setAsked(null).setApproval(null));
        builder.happened(PlanEvents.voided(before, reason));
    }

    private static void check(PlanBuilder builder, StageRead read) {
        var problems = problems(builder, read);
        builder.stage(
                read.getStage(),
                stage -> stage.setState(StageState.NEEDS_WORK)
                        .setCommit(read.getHead())
                        .setProblems(problems.size())
                        .setAsked(null)
                        .setApproval(null));
        tell(builder, read, problems);
        if (problems.isEmpty()) {
            Gates.ask(builder, read.getStage());
        } else if (builder.stage(read.getStage()).getMergedAround()) {
            Stages.open(builder, read.getStage()); // nobody can push to what is merged
        }
    }

    private static List<ArtifactProblem> problems(PlanBuilder builder, StageRead read) {
        var files = StageFiles.of(builder.plan(), read);
        return Stream.concat(
                        files.pullRequest().problems().stream(),
                        StageChecks.problems(read.getStage(), files.theCase()).stream())
                .toList();
    }

    private static void tell(PlanBuilder builder, StageRead read, List<ArtifactProblem> problems) {
        var told = StageChecks.told(problems.stream());
        var isMerged = builder.stage(read.getStage()).getMergedAround();
        builder.happened(PlanEvents.checked(read, told, problems.size() - told.size(), isMerged));
    }

    /** By the commit that was approved, or around Movein. */
    private static void merged(PlanBuilder builder, StageStatus before, StageRead read) {
        builder.stage(
                read.getStage(),
                stage -> stage.setMergeCommit(read.getMergeCommit()).setBlocked(null));
        var approval = before.getApproval();
        if (approval != null && approval.getCommit().equals(read.getHead())) {
            Stages.pass(builder, read.getStage());
            return;
        }
        unapprove(builder, before, "the pull request was merged by hand");
        builder.stage(read.getStage(), stage -> stage.setMergedAround(true));
        builder.happened(PlanEvents.mergedAround(read));
        check(builder, read);
    }

    /** It looks like a stage's and is not the one that counts: a fork's, a second one, or one of a stage that is not open. */
    private static void other(PlanBuilder builder, StageRead read) {
        var problem = ArtifactProblem.newBuilder()
                .setFile(read.getBranch())
                .setCode(OTHER_PULL_REQUEST)
                .setWhat(
                        read.getFork()
                                ? "the pull request comes from another repository"
                                : "this is not the pull request of the stage " + EnumText.hyphenated(read.getStage()))
                .setExpected("the pull request that Movein opened for the stage that is open")
                .setRemedy("push to the stage's own branch and close this pull request, which will never be merged")
                .build();
        builder.happened(PlanEvents.checked(read, List.of(problem), 0, false));
    }
}
