package io.movein.local.chaos;

import io.movein.standin.github.model.Changed;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.IssueChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The operator approves whatever is shown for review, the owner validates each report. */
final class Hands implements AutoCloseable {
    private final GitHubModel github;
    private final ExecutorService people = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger approvals = new AtomicInteger();
    private final AtomicInteger validations = new AtomicInteger();

    Hands(GitHubModel github) {
        this.github = github;
        github.listen(this::see);
    }

    /** Told while the change is made, so anything done about it is done elsewhere. */
    private void see(Changed changed) {
        if (changed.change() instanceof IssueChange.CommentCreated comment) {
            if (comment.body().startsWith("<!-- movein:review ")) {
                people.execute(() -> approve(comment));
            } else if (comment.body().startsWith("<!-- movein:report ")) {
                people.execute(() -> validate(comment.issue()));
            }
        }
    }

    /** A label of the very second of the review comment is refused: nobody can have read it. */
    private void approve(IssueChange.CommentCreated review) {
        var nextSecond = Duration.between(Instant.now(), review.at().plusSeconds(1));
        LockSupport.parkNanos(nextSecond.toNanos());
        approvals.incrementAndGet();
        github.addLabels("operator", review.issue(), List.of("operator:approved"));
    }

    private void validate(int issue) {
        validations.incrementAndGet();
        github.comment("capability-owner", issue, "/validated");
    }

    int approvals() {
        return approvals.get();
    }

    int validations() {
        return validations.get();
    }

    @Override
    public void close() {
        people.close();
    }
}
