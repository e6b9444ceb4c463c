package io.movein.standin.github.model;

import java.util.ArrayList;
import java.util.List;

/** An issue with what hangs on it, while it is being replayed. */
final class IssueThread {

    Issue issue;
    final List<Comment> comments = new ArrayList<>();
    final List<IssueEvent> events = new ArrayList<>();

    IssueThread(Issue issue) {
        this.issue = issue;
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
