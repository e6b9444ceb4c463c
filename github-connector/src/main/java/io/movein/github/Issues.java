package io.movein.github;

import io.movein.github.IssueSnapshot.WithHistory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The issues of one repository, and who is who. Every method may throw a {@link GitHubException}, which says whether and
 * when to try again. An issue that was moved or deleted is empty; where the repository itself cannot be seen, no issue is
 * called gone. What hangs on an issue that is gone cannot be had now.
 */
public interface Issues {

    Optional<IssueSnapshot> issue(int number);

    /** Oldest first. */
    List<Comment> comments(int number);

    /** Oldest first. */
    List<LabelEvent> labelEvents(int number);

    /** Both kinds of events, each oldest first. */
    default Events events(int number) {
        return new Events(labelEvents(number), List.of());
    }

    /**
     * The comments that were ever edited, by their ids, as GitHub's edit history tells; comments that are younger than the
     * answer are not in it. An edit within the second of a comment's creation is seen here and nowhere else.
     *
     * @return empty: this GitHub keeps no such history
     */
    default Optional<Set<Long>> editedComments(int number) {
        return Optional.empty();
    }

    /** Open issues with the label that were updated at or after {@code since}; null: all of them. Without pull requests. */
    List<IssueSnapshot> openIssues(String label, @Nullable Instant since);

    /** Issues of the whole repository, open and closed and whatever their labels, updated at or after {@code since}. Without pull requests. */
    default List<IssueSnapshot> changedIssues(Instant since) {
        throw new UnsupportedOperationException("these issues cannot be listed");
    }

    Comment comment(int number, String body);

    Comment editComment(int number, long commentId, String body);

    /** Does nothing where the comment is gone. */
    void deleteComment(int number, long commentId);

    void addLabel(int number, String label);

    /** Does nothing where the label is not set. */
    void removeLabel(int number, String label);

    void close(int number, CloseReason reason);

    void reopen(int number);

    /** Numeric id of the account that all of this is done with. */
    long myId();

    /** Empty: there is no such account. */
    Optional<Long> userId(String login);

    /** Numeric ids of the members (not of those merely invited) of {@code organisation/team-slug}. */
    Set<Long> teamMembers(String team);

    default Optional<WithHistory> read(int number) {
        return issue(number).map(this::withHistory);
    }

    /** Labels before comments: a label is seen only with every comment that precedes it. */
    default WithHistory withHistory(IssueSnapshot issue) {
        var events = events(issue.number());
        return new WithHistory(issue, comments(issue.number()), events.labels(), events.states());
    }

    /** Who labelled the issue, and who closed or opened it, each oldest first. */
    record Events(List<LabelEvent> labels, List<StateEvent> states) {
        public Events {
            labels = List.copyOf(labels);
            states = List.copyOf(states);
        }
    }
}
