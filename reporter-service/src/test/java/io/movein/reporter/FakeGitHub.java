package io.movein.reporter;

import io.movein.github.ChangedIssue;
import io.movein.github.CloseReason;
import io.movein.github.Comment;
import io.movein.github.GitHubException;
import io.movein.github.GitHubRefusedException;
import io.movein.github.GitHubUnavailableException;
import io.movein.github.IssueSnapshot;
import io.movein.github.IssueSnapshot.WithHistory;
import io.movein.github.Issues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One issue in memory. The next write may fail: before it is done, or after. */
final class FakeGitHub implements Issues {
    static final long ME = 9001;

    final List<Comment> comments = new ArrayList<>();
    final Set<String> labels = new TreeSet<>();
    final List<String> calls = new ArrayList<>();
    boolean open = true;
    boolean gone;
    private long lastId = 99;
    boolean repositoryVisible = true;
    boolean listsLate;
    Instant now = Samples.BEGIN;

    @Nullable
    GitHubException failure;

    /** GitHub takes no comment with this in it. */
    @Nullable
    String refuses;

    boolean failsAfterwards;

    @Override
    public Optional<WithHistory> read(int number, int linked) {
        return issue(number)
                .map(issue -> new WithHistory(
                        issue,
                        listsLate ? List.of() : comments,
                        List.of(),
                        List.of(),
                        Set.of(),
                        Set.of(),
                        Optional.empty()));
    }

    @Override
    public Optional<IssueSnapshot> issue(int number) {
        calls.add("issue");
        if (!repositoryVisible) {
            throw new GitHubUnavailableException("repository 'acme/platform' cannot be seen");
        }
        return gone
                ? Optional.empty()
                : Optional.of(new IssueSnapshot(
                        number,
                        "",
                        "",
                        1001L,
                        "capability-owner",
                        labels,
                        open ? IssueSnapshot.State.OPEN : IssueSnapshot.State.CLOSED,
                        null,
                        now,
                        now));
    }

    @Override
    public Comment comment(int number, String body) {
        if (refuses != null && body.contains(refuses)) {
            throw new GitHubRefusedException(422, "body is not acceptable");
        }
        return write("comment", () -> by(ME, body));
    }

    Comment by(long author, String body) {
        var comment = new Comment(++lastId, author, "somebody", body, now, now, "");
        comments.add(comment);
        return comment;
    }

    @Override
    public Comment editComment(int number, long commentId, String body) {
        return write("edit", () -> {
            comments.replaceAll(it -> it.id() == commentId
                    ? new Comment(it.id(), it.authorId(), it.authorLogin(), body, it.createdAt(), now, "")
                    : it);
            return comments.stream()
                    .filter(it -> it.id() == commentId)
                    .findFirst()
                    .orElseThrow();
        });
    }

    @Override
    public void deleteComment(int number, long commentId) {
        write("delete", () -> comments.removeIf(comment -> comment.id() == commentId));
    }

    @Override
    public void addLabel(int number, String label) {
        write("label", () -> labels.add(label));
    }

    @Override
    public void removeLabel(int number, String label) {
        write("unlabel", () -> labels.remove(label));
    }

    @Override
    public void setLabels(int number, Set<String> wanted) {
        write("labels", () -> {
            labels.clear();
            return labels.addAll(wanted);
        });
    }

    @Override
    public void close(int number, CloseReason reason, @Nullable Set<String> wanted) {
        write("close " + reason, () -> open = false);
        if (wanted != null) {
            labels.clear();
            labels.addAll(wanted);
        }
    }

    @Override
    public void reopen(int number) {
        write("reopen", () -> open = true);
    }

    private <T> T write(String call, Supplier<T> effect) {
        calls.add(call);
        var failing = failure;
        failure = null;
        if (failing != null && !failsAfterwards) {
            throw failing;
        }
        var result = effect.get();
        if (failing != null) {
            throw failing;
        }
        return result;
    }

    @Override
    public long myId() {
        return ME;
    }

    @Override
    public List<ChangedIssue> openWith(String label) {
        throw new UnsupportedOperationException("the reporter lists no issues");
    }

    @Override
    public List<ChangedIssue> changedSince(Instant since) {
        throw new UnsupportedOperationException("the reporter lists no issues");
    }

    @Override
    public Optional<Long> userId(String login) {
        throw new UnsupportedOperationException("the reporter looks nobody up");
    }

    @Override
    public Set<Long> teamMembers(String team) {
        throw new UnsupportedOperationException("the reporter asks for no team");
    }
}
