package io.movein.reporter.issue;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The part of an issue that we write: whether it is open, its labels, and our own comments. */
public record IssueAsFound(boolean open, Set<String> labels, List<OwnComment> comments) {

    /** A comment of ours, oldest first in the list. */
    public record OwnComment(long id, Marker marker, Instant updatedAt) {}

    public IssueAsFound {
        labels = Set.copyOf(labels);
        comments = List.copyOf(comments);
    }

    /** The status comment; should there ever be two, the one that knows most. */
    Optional<OwnComment> status() {
        return comments.stream()
                .filter(comment -> comment.marker() instanceof Marker.Status)
                .max(Comparator.comparingLong(comment -> comment.marker().sequence()));
    }

    /** Sequence of the newest event that has a comment of its own; 0: none has. */
    long lastCommented() {
        return comments.stream()
                .map(OwnComment::marker)
                .filter(marker -> marker instanceof Marker.OfEvent)
                .mapToLong(Marker::sequence)
                .max()
                .orElse(0);
    }
}
