package io.movein.github;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.GHIssue;
import org.kohsuke.github.GHIssueComment;
import org.kohsuke.github.GHIssueQueryBuilder;
import org.kohsuke.github.GHIssueState;
import org.kohsuke.github.GHIssueStateReason;
import org.kohsuke.github.GHRepository;
import org.kohsuke.github.GHUser;
import org.kohsuke.github.GitHub;
import org.kohsuke.github.PagedIterable;

/**
 * {@link Issues} by way of hub4j. The hub4j objects kept here serve as handles only (number, comment id); what they say is
 * never believed later.
 */
final class HubIssues implements Issues {

    /** Like {@link java.util.concurrent.Callable}, for the one kind of checked exception that hub4j declares. */
    interface Call<T> {
        T get() throws IOException;
    }

    private static final int PAGE = 100;

    private final GitHub hub;
    private final String repositoryName;
    private final Call<Long> me;
    private final EditHistory history;
    private final Runnable unreadable;
    private final Cache<Integer, GHIssue> issueHandles =
            Caffeine.newBuilder().maximumSize(2_000).build();
    private final Cache<Long, GHIssueComment> commentHandles =
            Caffeine.newBuilder().maximumSize(2_000).build();
    private volatile @Nullable GHRepository repository;
    private volatile @Nullable Long myId;

    /** @param unreadable told when an answer could not be read, so that it is not remembered */
    HubIssues(GitHub hub, String repositoryName, Call<Long> me, EditHistory history, Runnable unreadable) {
        this.hub = hub;
        this.repositoryName = repositoryName;
        this.me = me;
        this.history = history;
        this.unreadable = unreadable;
    }

    @Override
    public Optional<IssueSnapshot> issue(int number) {
        var found = present(() -> Translate.issue(fetch(number)));
        if (found.isEmpty()) call(() -> see(repositoryName));
        return found;
    }

    @Override
    public List<Comment> comments(int number) {
        return there(number, () -> {
            var found = list(handle(number).listComments());
            found.forEach(comment -> commentHandles.put(comment.getId(), comment));
            return sorted(
                    found.stream()
                            .map(comment -> call(() -> Translate.comment(comment)))
                            .toList(),
                    BY_AGE);
        });
    }

    @Override
    public List<LabelEvent> labelEvents(int number) {
        return events(number).labels();
    }

    @Override
    public Events events(int number) {
        return there(number, () -> {
            var found = list(handle(number).listEvents());
            var labels = found.stream().flatMap(event -> Translate.labelEvent(event).stream());
            var states = found.stream().flatMap(event -> Translate.stateEvent(event).stream());
            return new Events(
                    labels.sorted(Comparator.comparing(LabelEvent::createdAt).thenComparing(LabelEvent::id))
                            .toList(),
                    states.sorted(Comparator.comparing(StateEvent::createdAt).thenComparing(StateEvent::id))
                            .toList());
        });
    }

    @Override
    public Optional<Set<Long>> editedComments(int number) {
        return call(() -> history.editedComments(number));
    }

    @Override
    public List<IssueSnapshot> openIssues(String label, @Nullable Instant since) {
        return call(() -> {
            var query = repository().queryIssues().state(GHIssueState.OPEN).label(label);
            if (since != null) query.since(Date.from(since));
            return snapshots(query);
        });
    }

    @Override
    public List<IssueSnapshot> changedIssues(Instant since) {
        return call(() ->
                snapshots(repository().queryIssues().state(GHIssueState.ALL).since(Date.from(since))));
    }

    private List<IssueSnapshot> snapshots(GHIssueQueryBuilder query) throws IOException {
        return list(query.list()).stream()
                .filter(issue -> !issue.isPullRequest())
                .map(issue -> call(() -> Translate.issue(issue)))
                .toList();
    }

    @Override
    public Comment comment(int number, String body) {
        return call(() -> {
            var written = handle(number).comment(body);
            commentHandles.put(written.getId(), written);
            return Translate.comment(written);
        });
    }

    @Override
    public Comment editComment(int number, long commentId, String body) {
        if (commentHandles.getIfPresent(commentId) == null) comments(number);
        var handle = commentHandles.getIfPresent(commentId);
        if (handle == null)
            throw new GitHubRefusedException(
                    404, "issue " + repositoryName + "#" + number + " has no comment " + commentId + " to edit");
        return call(() -> {
            handle.update(body);
            var before = Translate.comment(handle);
            return new Comment(
                    commentId,
                    before.authorId(),
                    before.authorLogin(),
                    body,
                    before.createdAt(),
                    before.updatedAt(),
                    before.url());
        });
    }

    @Override
    public void deleteComment(int number, long commentId) {
        if (commentHandles.getIfPresent(commentId) == null) {
            comments(number);
        }
        var handle = commentHandles.getIfPresent(commentId);
        if (handle != null) {
            present(() -> {
                handle.delete();
                return true;
            });
            commentHandles.invalidate(commentId);
        }
    }

    @Override
    public void addLabel(int number, String label) {
        call(() -> handle(number).addLabels(label));
    }

    @Override
    public void removeLabel(int number, String label) {
        present(() -> handle(number).removeLabel(label));
    }

    @Override
    public void close(int number, CloseReason reason) {
        call(() -> {
            handle(number)
                    .close(
                            switch (reason) {
                                case COMPLETED -> GHIssueStateReason.COMPLETED;
                                case NOT_PLANNED -> GHIssueStateReason.NOT_PLANNED;
                            });
            return true;
        });
    }

    @Override
    public void reopen(int number) {
        call(() -> {
            handle(number).reopen();
            return true;
        });
    }

    @Override
    public long myId() {
        var known = myId;
        if (known != null) return known;
        long found = call(me);
        myId = found;
        return found;
    }

    @Override
    public Optional<Long> userId(String login) {
        hub.refreshCache();
        return present(() -> hub.getUser(login).getId());
    }

    @Override
    public Set<Long> teamMembers(String team) {
        var parts = team.split("/");
        return call(
                () -> list(hub.getOrganization(parts[0]).getTeamBySlug(parts[1]).listMembers()).stream()
                        .map(GHUser::getId)
                        .collect(Collectors.toSet()));
    }

    private static final Comparator<Comment> BY_AGE =
            Comparator.comparing(Comment::createdAt).thenComparing(Comment::id);

    private GHIssue fetch(int number) throws IOException {
        var issue = repository().getIssue(number);
        issueHandles.put(number, issue);
        return issue;
    }

    private GHIssue handle(int number) throws IOException {
        var known = issueHandles.getIfPresent(number);
        return known == null ? fetch(number) : known;
    }

    private GHRepository repository() throws IOException {
        var known = repository;
        if (known != null) return known;
        var found = see(repositoryName);
        repository = found;
        return found;
    }

    /** A repository that cannot be seen must not make every issue look deleted. */
    private GHRepository see(String name) throws IOException {
        try {
            return hub.getRepository(name);
        } catch (GitHubRefusedException e) {
            if (!e.isGone()) throw e;
            throw new GitHubUnavailableException(
                    "repository '" + name + "' cannot be seen with these credentials (" + e.status()
                            + "), expected one that they may read and write; check its name and the rights",
                    e);
        }
    }

    private static <T> List<T> list(PagedIterable<T> pages) throws IOException {
        return pages.withPageSize(PAGE).toList();
    }

    private static <T> List<T> sorted(List<T> items, Comparator<T> order) {
        return items.stream().sorted(order).toList();
    }

    /** The issue was there a moment ago: nothing may be concluded from a list of it that cannot be found. */
    private <T> T there(int number, Call<T> call) {
        try {
            return call(call);
        } catch (GitHubRefusedException e) {
            if (!e.isGone()) throw e;
            throw new GitHubUnavailableException(
                    "issue " + repositoryName + "#" + number + " cannot be read whole (" + e.getMessage()
                            + "); it may be on its way elsewhere",
                    e);
        }
    }

    /** Empty: what was asked for is not there. */
    private <T> Optional<T> present(Call<T> call) {
        try {
            return Optional.of(call(call));
        } catch (GitHubRefusedException e) {
            if (e.isGone()) return Optional.empty();
            throw e;
        }
    }

    /** The connector throws our own exceptions; an IOException is then an answer that hub4j could not read. */
    private <T> T call(Call<T> call) {
        try {
            return call.get();
        } catch (IOException | org.kohsuke.github.GHException e) {
            unreadable.run();
            throw new GitHubUnavailableException("GitHub's answer could not be read: " + e.getMessage(), e);
        }
    }
}
