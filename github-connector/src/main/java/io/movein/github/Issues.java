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
 * called gone. Pull requests are no issues.
 */
public interface Issues {

    Optional<IssueSnapshot> issue(int number);

    /**
     * An issue with its whole history; one request brings a hundred comments and a hundred events.
     *
     * @param linked number of another issue to be read along; 0: none
     */
    Optional<WithHistory> read(int number, int linked);

    default Optional<WithHistory> read(int number) {
        return read(number, 0);
    }

    /** Open issues with the label. */
    List<ChangedIssue> openWith(String label);

    /** Issues of the whole repository, open and closed and whatever their labels, updated at or after {@code since}. */
    List<ChangedIssue> changedSince(Instant since);

    Comment comment(int number, String body);

    Comment editComment(int number, long commentId, String body);

    /** Does nothing where the comment is gone. */
    void deleteComment(int number, long commentId);

    void addLabel(int number, String label);

    /** Does nothing where the label is not set. */
    void removeLabel(int number, String label);

    /** Exactly these; a label that somebody set since the issue was read is lost. */
    void setLabels(int number, Set<String> labels);

    /** @param labels exactly these from now on; null: as they are */
    void close(int number, CloseReason reason, @Nullable Set<String> labels);

    void reopen(int number);

    /** Numeric id of the account that all of this is done with. */
    long myId();

    /** Empty: there is no such account. */
    Optional<Long> userId(String login);

    /** Numeric ids of the members (not of those merely invited) of {@code organisation/team-slug}. */
    Set<Long> teamMembers(String team);
}
