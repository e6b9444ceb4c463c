package io.movein.standin.github.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An issue with what hangs on it, while it is being replayed. */
final class IssueThread {

    Issue issue;

    @Nullable
    Instant bodyEditedAt;

    final List<StoredComment> comments = new ArrayList<>();
    final List<IssueEvent> events = new ArrayList<>();

    IssueThread(Issue issue) {
        this.issue = issue;
    }

    /** Its events speak of it by its new name. */
    void labelRenamed(String from, String to) {
        issue = issue.labelled(
                issue.labels().stream()
                        .map(label -> label.equalsIgnoreCase(from) ? to : label)
                        .toList(),
                issue.updatedAt());
        events.replaceAll(event -> from.equalsIgnoreCase(event.label()) ? event.about(to) : event);
    }

    /** What it did carries its new name. */
    void accountRenamed(String from, String to) {
        UnaryOperator<String> renamed = login -> login.equals(from) ? to : login;
        issue = issue.renamed(renamed);
        comments.replaceAll(comment -> comment.renamed(renamed));
        events.replaceAll(event -> event.renamed(renamed));
    }

    /** No event tells of it. */
    void labelRemoved(String name) {
        issue = issue.labelled(
                issue.labels().stream()
                        .filter(label -> !label.equalsIgnoreCase(name))
                        .toList(),
                issue.updatedAt());
    }

    int indexOf(long commentId) {
        for (var i = 0; i < comments.size(); i++) {
            if (comments.get(i).id() == commentId) {
                return i;
            }
        }
        throw Refused.notFound();
    }
}
