package io.movein.intake;

import io.movein.github.CloseReason;
import io.movein.github.Comment;
import io.movein.github.GitHubException;
import io.movein.github.IssueSnapshot;
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
import org.jspecify.annotations.Nullable;

/** Issues in memory, for reading only; can fail as GitHub does. */
public final class MemoryIssues implements Issues {

    public final Map<Integer, IssueSnapshot> issues = new HashMap<>();
    public final Map<Integer, List<Comment>> comments = new HashMap<>();
    public final Map<Integer, List<LabelEvent>> labelEvents = new HashMap<>();
    public final Map<Integer, List<StateEvent>> stateEvents = new HashMap<>();
    public final Set<Long> edited = new HashSet<>();
    public boolean keepsHistory = true;
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
        if (failure != null) throw failure;
    }

    @Override
    public Optional<IssueSnapshot> issue(int number) {
        read();
        return Optional.ofNullable(issues.get(number));
    }

    @Override
    public List<Comment> comments(int number) {
        read();
        return comments.getOrDefault(number, List.of());
    }

    @Override
    public List<LabelEvent> labelEvents(int number) {
        read();
        return labelEvents.getOrDefault(number, List.of());
    }

    @Override
    public List<IssueSnapshot> openIssues(String label, @Nullable Instant since) {
        asked.add(since);
        read();
        return issues.values().stream()
                .filter(issue -> issue.isOpen()
                        && issue.has(label)
                        && (since == null || !issue.updatedAt().isBefore(since)))
                .toList();
    }

    @Override
    public Events events(int number) {
        return new Events(labelEvents(number), stateEvents.getOrDefault(number, List.of()));
    }

    @Override
    public Optional<Set<Long>> editedComments(int number) {
        read();
        return keepsHistory ? Optional.of(Set.copyOf(edited)) : Optional.empty();
    }

    @Override
    public List<IssueSnapshot> changedIssues(Instant since) {
        asked.add(since);
        read();
        return issues.values().stream()
                .filter(issue -> !issue.updatedAt().isBefore(since))
                .toList();
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
    public void close(int number, CloseReason reason) {
        throw new UnsupportedOperationException("intake writes nothing");
    }

    @Override
    public void reopen(int number) {
        throw new UnsupportedOperationException("intake writes nothing");
    }
}
