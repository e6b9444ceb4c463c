package io.movein.standin.github.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened. The model decides changes and replays them; the journal keeps them and the webhooks tell them,
 * so nothing can be seen that would not come back after a restart.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "change")
@JsonSubTypes({
    @JsonSubTypes.Type(value = IssueChange.LabelDefined.class, name = "label-defined"),
    @JsonSubTypes.Type(value = IssueChange.LabelRenamed.class, name = "label-renamed"),
    @JsonSubTypes.Type(value = IssueChange.LabelRemoved.class, name = "label-removed"),
    @JsonSubTypes.Type(value = IssueChange.IssueOpened.class, name = "opened"),
    @JsonSubTypes.Type(value = IssueChange.TitleEdited.class, name = "title-edited"),
    @JsonSubTypes.Type(value = IssueChange.BodyEdited.class, name = "body-edited"),
    @JsonSubTypes.Type(value = IssueChange.Labeled.class, name = "labeled"),
    @JsonSubTypes.Type(value = IssueChange.Unlabeled.class, name = "unlabeled"),
    @JsonSubTypes.Type(value = IssueChange.Closed.class, name = "closed"),
    @JsonSubTypes.Type(value = IssueChange.Reopened.class, name = "reopened"),
    @JsonSubTypes.Type(value = IssueChange.IssueDeleted.class, name = "deleted"),
    @JsonSubTypes.Type(value = IssueChange.CommentCreated.class, name = "comment-created"),
    @JsonSubTypes.Type(value = IssueChange.CommentEdited.class, name = "comment-edited"),
    @JsonSubTypes.Type(value = IssueChange.CommentDeleted.class, name = "comment-deleted"),
    @JsonSubTypes.Type(value = IssueChange.AccountRemoved.class, name = "account-removed"),
    @JsonSubTypes.Type(value = IssueChange.AccountRenamed.class, name = "account-renamed"),
    @JsonSubTypes.Type(value = IssueChange.MembershipChanged.class, name = "membership-changed"),
    @JsonSubTypes.Type(value = IssueChange.BlobStored.class, name = "blob"),
    @JsonSubTypes.Type(value = IssueChange.TreeStored.class, name = "tree"),
    @JsonSubTypes.Type(value = IssueChange.CommitStored.class, name = "commit"),
    @JsonSubTypes.Type(value = IssueChange.BranchMoved.class, name = "pushed"),
    @JsonSubTypes.Type(value = IssueChange.BranchProtected.class, name = "protected"),
    @JsonSubTypes.Type(value = IssueChange.StatusCreated.class, name = "status"),
    @JsonSubTypes.Type(value = IssueChange.PullOpened.class, name = "pull-opened"),
    @JsonSubTypes.Type(value = IssueChange.PullMerged.class, name = "pull-merged"),
    @JsonSubTypes.Type(value = IssueChange.ReviewSubmitted.class, name = "review-submitted"),
    @JsonSubTypes.Type(value = IssueChange.ReviewDismissed.class, name = "review-dismissed"),
})
public sealed interface IssueChange {

    /** Whole seconds, as GitHub keeps them. */
    Instant at();

    /** Login of who did it. */
    String actor();

    /** The issue it happened to; 0 where it happened to none. */
    int issue();

    record LabelRenamed(Instant at, String actor, String from, String to) implements IssueChange {
        @Override
        public int issue() {
            return 0;
        }
    }

    record LabelRemoved(Instant at, String actor, String name) implements IssueChange {
        @Override
        public int issue() {
            return 0;
        }
    }

    record LabelDefined(Instant at, String actor, long id, String name, String color, String description)
            implements IssueChange {
        @Override
        public int issue() {
            return 0;
        }
    }

    record IssueOpened(
            Instant at,
            String actor,
            int issue,
            long id,
            String title,
            @Nullable String body,
            List<String> labels) implements IssueChange {}

    record TitleEdited(Instant at, String actor, int issue, long event, String from, String to)
            implements IssueChange {}

    record BodyEdited(
            Instant at,
            String actor,
            int issue,
            @Nullable String from,
            @Nullable String to) implements IssueChange {}

    record Labeled(Instant at, String actor, int issue, long event, String label) implements IssueChange {}

    record Unlabeled(Instant at, String actor, int issue, long event, String label) implements IssueChange {}

    record Closed(Instant at, String actor, int issue, long event, String reason) implements IssueChange {}

    record Reopened(Instant at, String actor, int issue, long event) implements IssueChange {}

    record IssueDeleted(Instant at, String actor, int issue) implements IssueChange {}

    record CommentCreated(Instant at, String actor, int issue, long id, String body) implements IssueChange {}

    record CommentEdited(Instant at, String actor, int issue, long id, String from, String to) implements IssueChange {}

    record CommentDeleted(Instant at, String actor, int issue, long id) implements IssueChange {}

    record AccountRemoved(Instant at, String actor) implements IssueChange {
        @Override
        public int issue() {
            return 0;
        }
    }

    record AccountRenamed(Instant at, String actor, String to) implements IssueChange {
        @Override
        public int issue() {
            return 0;
        }
    }

    record MembershipChanged(Instant at, String actor, String team, Membership membership) implements IssueChange {
        @Override
        public int issue() {
            return 0;
        }
    }

    /** What happens to files, branches and pull requests. */
    sealed interface GitChange extends IssueChange {
        @Override
        default int issue() {
            return 0;
        }
    }

    record BlobStored(Instant at, String actor, byte[] contents) implements GitChange {}

    record TreeStored(Instant at, String actor, String sha, SortedMap<String, TreeEntry> files) implements GitChange {}

    record CommitStored(Instant at, String actor, GitCommit commit) implements GitChange {}

    record BranchMoved(Instant at, String actor, Push push) implements GitChange {}

    record BranchProtected(
            Instant at,
            String actor,
            String branch,
            @Nullable Protection protection) implements GitChange {}

    record StatusCreated(Instant at, String actor, CommitStatus status) implements GitChange {}

    /** Its issue is opened after it. */
    record PullOpened(Instant at, String actor, int issue, PullRequest pull) implements GitChange {}

    record PullMerged(Instant at, String actor, int issue, String sha) implements GitChange {}

    record ReviewSubmitted(Instant at, String actor, int issue, Review review) implements GitChange {}

    record ReviewDismissed(Instant at, String actor, int issue, long id, String message) implements GitChange {}
}
