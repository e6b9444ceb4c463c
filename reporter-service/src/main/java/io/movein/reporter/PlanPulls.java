package io.movein.reporter;

import io.micrometer.core.instrument.MeterRegistry;
import io.movein.contract.EnumText;
import io.movein.contract.MigrationId;
import io.movein.contract.issue.CommentSeal;
import io.movein.contract.issue.Marker;
import io.movein.contract.plan.PlanPaths;
import io.movein.event.StageChecked;
import io.movein.event.StageMergeAsked;
import io.movein.event.StageOpened;
import io.movein.event.StageReopened;
import io.movein.github.Comment;
import io.movein.github.GitHubRefusedException;
import io.movein.github.Issues;
import io.movein.github.PullSnapshot;
import io.movein.github.Pulls;
import io.movein.github.RepositoryFile;
import io.movein.github.StatusSnapshot;
import io.movein.github.StatusState;
import io.movein.model.Stage;
import io.movein.model.StageState;
import io.movein.model.StageStatus;
import io.movein.model.TemplateFile;
import io.movein.reporter.issue.PlanEvent;
import io.movein.reporter.text.PlanTexts;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What events of a plan ask for beside its issue: branches, pull requests, statuses, the comment with the findings, merging. Each looks
 * at what is there and does the rest, so all of it can be done again; what the newest status has left behind is not done any more.
 */
final class PlanPulls {
    private static final Logger LOG = LoggerFactory.getLogger(PlanPulls.class);
    private static final int HEAD_MOVED = 409;

    private final Pulls pulls;
    private final Issues issues;
    private final CommentSeal seal;
    private final PlanTexts texts;
    private final MeterRegistry meters;

    PlanPulls(Pulls pulls, Issues issues, CommentSeal seal, PlanTexts texts, MeterRegistry meters) {
        this.pulls = pulls;
        this.issues = issues;
        this.seal = seal;
        this.texts = texts;
        this.meters = meters;
    }

    /**
     * @param events oldest first, the last one the newest of all
     * @return what GitHub did not take, for people; it is worth trying again
     */
    List<String> carryOut(MigrationId plan, List<PlanEvent> events) {
        var last = events.getLast();
        return events.stream()
                .flatMap(event -> carryOut(plan, event, last).stream())
                .distinct()
                .toList();
    }

    private Optional<String> carryOut(MigrationId plan, PlanEvent event, PlanEvent last) {
        return switch (event.record()) {
            case StageOpened opened
            when stands(last, opened.getStage(), stage -> isToBeOpened(stage, opened)) ->
                attempt("the branch '" + opened.getBranch() + "' and its pull request", () -> open(plan, opened));
            case StageChecked checked
            when stands(last, checked.getStage(), stage -> isStillSo(stage, checked)) ->
                attempt("what the checks found", () -> tell(checked));
            case StageMergeAsked asked
            when stands(last, asked.getStage(), stage -> isToBeMerged(stage, asked)) ->
                attempt("merging #" + asked.getPullRequest(), () -> merge(asked));
            case StageReopened reopened ->
                attempt("closing what is obsolete", () -> reopened.getObsolete().forEach(this::close));
            default -> Optional.empty();
        };
    }

    private static boolean stands(PlanEvent last, Stage stage, Predicate<StageStatus> rule) {
        return last.stage(stage).filter(rule).isPresent();
    }

    private static boolean isToBeOpened(StageStatus stage, StageOpened opened) {
        return stage.getAttempt() == opened.getAttempt()
                && stage.getPullRequest() == null
                && stage.getState() == StageState.OPENING;
    }

    /** Of the newest commit; or of a pull request that is none of the stage's, which is told so. */
    private static boolean isStillSo(StageStatus stage, StageChecked checked) {
        return checked.getCommit().equals(stage.getCommit())
                || !Objects.equals(stage.getPullRequest(), checked.getPullRequest());
    }

    private static boolean isToBeMerged(StageStatus stage, StageMergeAsked asked) {
        return stage.getState() == StageState.MERGING && asked.getCommit().equals(stage.getCommit());
    }

    /** A refusal that may be over soon goes on to the loop, which waits; any other one is told and tried again by the caller. */
    private Optional<String> attempt(String what, Runnable effect) {
        try {
            effect.run();
            return Optional.empty();
        } catch (GitHubRefusedException e) {
            if (e.isLater()) {
                throw e;
            }
            meters.counter("movein.plan.refused").increment();
            LOG.warn("GitHub does not take {}: {}", what, e.getMessage());
            return Optional.of(what + ": " + String.valueOf(e.getMessage()).replaceFirst("(?s)^.* was refused: ", ""));
        }
    }

    private void open(MigrationId plan, StageOpened opened) {
        var known = pulls.withHead(opened.getBranch());
        if (!known.isEmpty()) {
            tellOfOlder(known.getFirst(), opened);
            return;
        }
        var base = pulls.defaultBranch();
        if (pulls.branch(opened.getBranch()).isEmpty()) {
            var parent = pulls.branch(base)
                    .orElseThrow(() -> new GitHubRefusedException(
                            404,
                            "the branch '" + base
                                    + "' is not there (expected one to begin from); push a commit to it"));
            pulls.createBranch(opened.getBranch(), begin(plan, opened, parent));
        }
        pulls.open(title(plan, opened.getStage()), texts.pull(opened), opened.getBranch(), base);
        LOG.info("{} has a pull request for {}", plan, opened.getBranch());
    }

    /** Of a story that is lost: what is said on it makes that it is read again. */
    private void tellOfOlder(PullSnapshot known, StageOpened opened) {
        var marker = new Marker.Reply(opened.getMigration(), opened.getSequence());
        var isOlder = known.updatedAt().isBefore(opened.getAt().truncatedTo(ChronoUnit.SECONDS));
        if (isOlder && pulls.comments(known.number()).stream().noneMatch(comment -> isMine(comment, marker))) {
            issues.comment(known.number(), seal.comment(marker, texts.older(opened)));
        }
    }

    private boolean isMine(Comment comment, Marker marker) {
        return comment.isBy(issues.myId())
                && seal.isIntact(comment.body())
                && Marker.of(comment.body()).filter(marker::equals).isPresent();
    }

    /** Files that are there already stay as they are. */
    private String begin(MigrationId plan, StageOpened opened, String parent) {
        var folder = PlanPaths.folder(plan);
        var there = pulls.files(parent, folder.substring(0, folder.length() - 1)).stream()
                .map(RepositoryFile::path)
                .collect(Collectors.toSet());
        var files = opened.getFiles().stream()
                .filter(file -> !there.contains(file.getPath()))
                .collect(Collectors.toMap(TemplateFile::getPath, TemplateFile::getText));
        return pulls.commit(parent, "Begin the " + title(plan, opened.getStage()), files);
    }

    private static String title(MigrationId plan, Stage stage) {
        return EnumText.hyphenated(stage) + " of plan #" + plan.number();
    }

    private void tell(StageChecked checked) {
        var count = checked.getProblems().size() + checked.getProblemsLeftOut();
        var status = new StatusSnapshot(
                "movein/" + EnumText.hyphenated(checked.getStage()),
                count == 0 ? StatusState.SUCCESS : StatusState.FAILURE,
                count == 0 ? "the checks pass" : count + (count == 1 ? " problem" : " problems"));
        if (!pulls.statuses(checked.getCommit()).contains(status)) {
            pulls.status(checked.getCommit(), status.context(), status.state(), status.description(), null);
        }
        comment(checked);
    }

    /** One for each pull request, edited in place; what somebody else changed in it is written over. */
    private void comment(StageChecked checked) {
        var marker = new Marker.Findings(checked.getCommit(), checked.getMigration(), checked.getSequence());
        var body = seal.comment(marker, texts.findings(checked));
        var number = checked.getPullRequest();
        var me = issues.myId();
        var found = pulls.comments(number).stream()
                .filter(comment -> comment.isBy(me) && findings(comment).isPresent())
                .findFirst();
        if (found.isEmpty()) {
            issues.comment(number, body);
        } else if (!isNewer(found.get(), checked.getSequence())) {
            issues.editComment(number, found.get().id(), body);
        }
    }

    private boolean isNewer(Comment comment, long sequence) {
        return seal.isIntact(comment.body())
                && findings(comment)
                        .filter(shown -> shown.sequence() >= sequence)
                        .isPresent();
    }

    private static Optional<Marker.Findings> findings(Comment comment) {
        return Marker.of(comment.body())
                .filter(Marker.Findings.class::isInstance)
                .map(Marker.Findings.class::cast);
    }

    /** A head that has moved is no news to be told: intake reads the new one, which voids the approval. */
    private void merge(StageMergeAsked asked) {
        var open = pulls.pull(asked.getPullRequest()).filter(PullSnapshot::isOpen);
        if (open.isEmpty() || !open.get().head().equals(asked.getCommit())) {
            return;
        }
        try {
            pulls.merge(asked.getPullRequest(), asked.getCommit(), "Passed its gate.");
        } catch (GitHubRefusedException e) {
            if (e.status() != HEAD_MOVED) {
                throw e;
            }
        }
    }

    private void close(int number) {
        if (pulls.pull(number).filter(PullSnapshot::isOpen).isPresent()) {
            pulls.close(number);
        }
    }
}
