package io.movein.local.bench;

import io.movein.standin.github.model.Changed;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.IssueChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** Answers on every issue at once: the operator sets the label when asked, the owner validates when the report is there. */
final class People implements AutoCloseable {
    private final GitHubModel github;
    private final Timeline timeline;
    private final Set<Integer> left = ConcurrentHashMap.newKeySet();
    private final ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor();

    People(GitHubModel github, Timeline timeline) {
        this.github = github;
        this.timeline = timeline;
        github.listen(this::see);
    }

    /** That nobody decides on this one. */
    void leave(int issue) {
        left.add(issue);
    }

    /** Told while the change is made, so anything done about it is done elsewhere. */
    private void see(Changed changed) {
        switch (changed.change()) {
            case IssueChange.CommentCreated comment
            when comment.body().startsWith("<!-- movein:review ") -> {
                timeline.note(comment.issue(), Moment.REVIEW_SHOWN, Instant.now());
                if (!left.contains(comment.issue())) {
                    hands.execute(() -> approve(comment));
                }
            }
            case IssueChange.CommentCreated comment
            when comment.body().startsWith("<!-- movein:report ") -> {
                timeline.note(comment.issue(), Moment.REPORTED, Instant.now());
                hands.execute(() -> validate(comment.issue()));
            }
            case IssueChange.Closed closed -> timeline.note(closed.issue(), Moment.CLOSED, Instant.now());
            default -> {}
        }
    }

    /** A label of the very second of the review comment is refused: nobody can have read it. */
    private void approve(IssueChange.CommentCreated review) {
        var nextSecond = Duration.between(Instant.now(), review.at().plusSeconds(1));
        LockSupport.parkNanos(nextSecond.toNanos());
        timeline.note(review.issue(), Moment.LABELED, Instant.now());
        github.addLabels("operator", review.issue(), List.of("operator:approved"));
    }

    private void validate(int issue) {
        timeline.note(issue, Moment.VALIDATED, Instant.now());
        github.comment("capability-owner", issue, "/validated");
    }

    @Override
    public void close() {
        hands.close();
    }
}
