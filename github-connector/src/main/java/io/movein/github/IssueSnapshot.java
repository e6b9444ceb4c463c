package io.movein.github;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An issue as GitHub showed it at one moment. The author is null where the account is gone, the state reason
 * (`completed`, `not_planned`) where GitHub gives none.
 */
public record IssueSnapshot(
        int number,
        String title,
        String body,
        @Nullable Long authorId,
        @Nullable String authorLogin,
        Set<String> labels,
        State state,
        @Nullable String stateReason,
        Instant createdAt,
        Instant updatedAt) {

    public enum State {
        OPEN,
        CLOSED
    }

    public IssueSnapshot {
        labels = Set.copyOf(labels);
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }

    /** To GitHub a label is one whatever its case. */
    public boolean has(String label) {
        return labels.stream().anyMatch(label::equalsIgnoreCase);
    }

    /**
     * An issue with everything that people wrote and labelled on it, each oldest first.
     *
     * @param edited ids of the comments that were ever edited, as GitHub's edit history tells it
     * @param editedByOthers those of them that somebody else than their author edited last
     * @param linked the other issue that was asked for; empty: none was, or it is not there
     */
    public record WithHistory(
            IssueSnapshot issue,
            List<Comment> comments,
            List<LabelEvent> labelEvents,
            List<StateEvent> stateEvents,
            Set<Long> edited,
            Set<Long> editedByOthers,
            Optional<IssueSnapshot> linked) {
        public WithHistory {
            edited = Set.copyOf(edited);
            editedByOthers = Set.copyOf(editedByOthers);
            comments = comments.stream().sorted(Comment.BY_AGE).toList();
            labelEvents = List.copyOf(labelEvents);
            stateEvents = List.copyOf(stateEvents);
        }
    }
}
