package io.movein.standin.github.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened. The model decides changes and replays them; the journal keeps them and the webhooks tell them,
 * so nothing can be seen that would not come back after a restart.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "change")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Change.LabelDefined.class, name = "label-defined"),
    @JsonSubTypes.Type(value = Change.LabelRenamed.class, name = "label-renamed"),
    @JsonSubTypes.Type(value = Change.LabelRemoved.class, name = "label-removed"),
    @JsonSubTypes.Type(value = Change.IssueOpened.class, name = "opened"),
    @JsonSubTypes.Type(value = Change.TitleEdited.class, name = "title-edited"),
    @JsonSubTypes.Type(value = Change.BodyEdited.class, name = "body-edited"),
    @JsonSubTypes.Type(value = Change.Labeled.class, name = "labeled"),
    @JsonSubTypes.Type(value = Change.Unlabeled.class, name = "unlabeled"),
    @JsonSubTypes.Type(value = Change.Closed.class, name = "closed"),
    @JsonSubTypes.Type(value = Change.Reopened.class, name = "reopened"),
    @JsonSubTypes.Type(value = Change.IssueDeleted.class, name = "deleted"),
    @JsonSubTypes.Type(value = Change.CommentCreated.class, name = "comment-created"),
    @JsonSubTypes.Type(value = Change.CommentEdited.class, name = "comment-edited"),
    @JsonSubTypes.Type(value = Change.CommentDeleted.class, name = "comment-deleted"),
    @JsonSubTypes.Type(value = Change.AccountRemoved.class, name = "account-removed"),
})
public sealed interface Change {

    /** Whole seconds, as GitHub keeps them. */
    Instant at();

    /** Login of who did it. */
    String actor();

    /** The issue it happened to; 0 where it happened to none. */
    int issue();

    record LabelRenamed(Instant at, String actor, String from, String to) implements Change {
        @Override
        public int issue() {
            return 0;
        }
    }

    record LabelRemoved(Instant at, String actor, String name) implements Change {
        @Override
        public int issue() {
            return 0;
        }
    }

    record LabelDefined(Instant at, String actor, long id, String name, String color, String description)
            implements Change {
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
            List<String> labels) implements Change {}

    record TitleEdited(Instant at, String actor, int issue, long event, String from, String to) implements Change {}

    record BodyEdited(
            Instant at,
            String actor,
            int issue,
            @Nullable String from,
            @Nullable String to) implements Change {}

    record Labeled(Instant at, String actor, int issue, long event, String label) implements Change {}

    record Unlabeled(Instant at, String actor, int issue, long event, String label) implements Change {}

    record Closed(Instant at, String actor, int issue, long event, String reason) implements Change {}

    record Reopened(Instant at, String actor, int issue, long event) implements Change {}

    record IssueDeleted(Instant at, String actor, int issue) implements Change {}

    record CommentCreated(Instant at, String actor, int issue, long id, String body) implements Change {}

    record CommentEdited(Instant at, String actor, int issue, long id, String from, String to) implements Change {}

    record CommentDeleted(Instant at, String actor, int issue, long id) implements Change {}

    record AccountRemoved(Instant at, String actor) implements Change {
        @Override
        public int issue() {
            return 0;
        }
    }
}
