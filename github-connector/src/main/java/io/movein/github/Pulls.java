package io.movein.github;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pull requests of one repository with their files, reviews and statuses, and its branches. Every method may throw a
 * {@link GitHubException}, as those of {@link Issues} do. Comments and labels of a pull request are those of the issue of its number.
 */
public interface Pulls {

    /** The branch that pull requests go to where nothing else is said. */
    String defaultBranch();

    /** Empty: there is none of this number. */
    Optional<PullSnapshot> pull(int number);

    /** Those whose head is this branch of the repository itself, open or not, newest first. */
    List<PullSnapshot> withHead(String branch);

    /** Open and closed ones that were updated at or after {@code since}, and at most {@code most} of them, newest first. */
    List<PullSnapshot> updatedSince(Instant since, int most);

    List<PullFile> files(int number);

    /**
     * Whoever wrote or committed a commit of the pull request, or pushed to its branch. What GitHub itself committed for somebody on
     * its pages counts as written by that somebody alone.
     *
     * @return each once; more than GitHub lists are not among them, see {@link PullSnapshot#commits}
     */
    Set<GitHubAccount> writers(PullSnapshot pull);

    /** Oldest first. */
    List<PullReview> reviews(int number);

    /** What people and programs wrote below it; GitHub does not say here who edited it. */
    List<Comment> comments(int number);

    /** Every file below a folder, of a commit; links and submodules among them. */
    List<RepositoryFile> files(String commit, String folder);

    /** The contents by their SHA, as files show it. */
    byte[] blob(String sha);

    /** The commit that the branch is at; empty: there is none of that name. */
    Optional<String> branch(String name);

    /**
     * One commit with these texts on top of another, on no branch yet.
     *
     * @return its SHA
     */
    String commit(String parent, String message, Map<String, String> texts);

    void createBranch(String name, String commit);

    /** @return its number */
    int open(String title, String body, String branch, String base);

    void close(int number);

    /** Merges if its head still is this commit; GitHub refuses with 409 if it is not, with 405 if it cannot or must not be merged. */
    void merge(int number, String head, String message);

    /** The newest of each context. */
    List<StatusSnapshot> statuses(String commit);

    /** @param description at most 140 characters */
    void status(String commit, String context, StatusState state, String description, @Nullable String url);
}
