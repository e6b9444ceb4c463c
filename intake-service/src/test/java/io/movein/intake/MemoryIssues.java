package io.movein.intake;

import io.movein.github.ChangedIssue;
import io.movein.github.CloseReason;
import io.movein.github.Comment;
import io.movein.github.GitHubException;
import io.movein.github.IssueSnapshot;
import io.movein.github.IssueSnapshot.WithHistory;
import io.movein.github.Issues;
import io.movein.github.LabelEvent;
import io.movein.github.StateEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Issues in memory, for reading only; can fail as GitHub does. */
public final class MemoryIssues implements Issues {

    public final Map<Integer, IssueSnapshot> issues = new HashMap<>();
    public final Map<Integer, List<Comment>> comments = new HashMap<>();
    public final Map<Integer, List<LabelEvent>> labelEvents = new HashMap<>();
    public final Map<Integer, List<StateEvent>> stateEvents = new HashMap<>();
    public final Set<Long> edited = new HashSet<>();
    /** What others did last; without an entry every update is by others. */
    public final Map<Integer, String> byOthers = new HashMap<>();

    public final Map<String, Long> accounts = new HashMap<>();
    public final Set<Long> team = new HashSet<>();
    public final List<@Nullable Instant> asked = new ArrayList<>();
    public int reads;
    private @Nullable GitHubException failure;

    public void failWith(@Nullable GitHubException failure) {
        this.failure = failure;
    }

    private void read() {
        reads++;
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public Optional<IssueSnapshot> issue(int number) {
        read();
        return Optional.ofNullable(issues.get(number));
    }

    @Override
    public Optional<WithHistory> read(int number, int linked) {
        read();
        return Optional.ofNullable(issues.get(number))
                .map(issue -> new WithHistory(
                        issue,
                        comments.getOrDefault(number, List.of()),
                        labelEvents.getOrDefault(number, List.of()),
                        stateEvents.getOrDefault(number, List.of()),
                        edited,
                        Set.of(),
                        Optional.ofNullable(issues.get(linked))));
    }

    @Override
    public List<ChangedIssue> openWith(String label) {
        asked.add(null);
        read();
        return activity()
                .filter(issue -> issue.isOpen() && issue.has(label))
                .map(this::activity)
                .toList();
    }

    @Override
    public List<ChangedIssue> changedSince(Instant since) {
        asked.add(since);
        read();
        return activity()
                .filter(issue -> !issue.updatedAt().isBefore(since))
                .map(this::activity)
                .toList();
    }

    private Stream<IssueSnapshot> activity() {
        return issues.values().stream();
    }

    private ChangedIssue activity(IssueSnapshot issue) {
        return new ChangedIssue(
                issue.number(),
                issue.labels(),
                issue.updatedAt(),
                byOthers.getOrDefault(issue.number(), issue.updatedAt().toString()));
    }

    @Override
    public long myId() {
        return 9001;
    }

    @Override
    public Optional<Long> userId(String login) {
        read();
        return Optional.ofNullable(accounts.get(login));
    }

    @Override
    public Set<Long> teamMembers(String name) {
        read();
        return Set.copyOf(team);
    }

    @Override
    public Comment comment(int number, String body) {
        throw new UnsupportedOperationException("intake writes nothing");
    }

    @Override
    public Comment editComment(int number, long commentId, String body) {
        throw new UnsupportedOperationException("intake writes nothing");
    }

    @Override
    public void deleteComment(int number, long commentId) {
        throw new UnsupportedOperationException("intake writes nothing");
    }

    @Override
    public void addLabel(int number, String label) {
        throw new UnsupportedOperationException("intake writes nothing");
    }

    @Override
    public void removeLabel(int number, String label) {
        throw new UnsupportedOperationException("intake writes nothing");
    }

    @Override
    public void setLabels(int number, Set<String> labels) {
        throw new UnsupportedOperationException("intake writes nothing");
    }

    @Override
    public void close(int number, CloseReason reason, @Nullable Set<String> labels) {
        throw new UnsupportedOperationException("intake writes nothing");
    }

    @Override
    public void reopen(int number) {
        throw new UnsupportedOperationException("intake writes nothing");
    }
}
