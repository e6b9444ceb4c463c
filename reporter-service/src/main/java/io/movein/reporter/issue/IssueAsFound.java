package io.movein.reporter.issue;

import io.movein.contract.issue.Marker;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The part of an issue that we write: whether it is open, its labels, and our own comments.
 *
 * @param closedByUs it is closed, and nobody but Movein did it
 * @param unreadable ids of comments of ours that others edited so that nobody can tell any more what they were about
 */
public record IssueAsFound(
        boolean open, boolean closedByUs, Set<String> labels, List<OwnComment> comments, Set<Long> unreadable) {

    /**
     * A comment of ours, oldest first in the list.
     *
     * @param marker as it stands there; believed only if the comment is intact
     * @param intact false: somebody else has edited it
     */
    public record OwnComment(long id, Marker marker, String body, Instant updatedAt, boolean intact) {

        boolean isStatus() {
            return marker instanceof Marker.Status;
        }

        boolean isAbout(long sequence) {
            return marker instanceof Marker.OfEvent && marker.sequence() == sequence;
        }
    }

    public IssueAsFound {
        labels = Set.copyOf(labels);
        unreadable = Set.copyOf(unreadable);
        comments = comments.stream()
                .sorted(Comparator.comparingLong(OwnComment::id))
                .toList();
    }

    public IssueAsFound(boolean open, Set<String> labels, List<OwnComment> comments) {
        this(open, false, labels, comments, Set.of());
    }

    /** The same after a write of ours. */
    public IssueAsFound after(Write write) {
        return switch (write) {
            case Write.DeleteComment it ->
                new IssueAsFound(
                        open,
                        closedByUs,
                        labels,
                        comments.stream()
                                .filter(comment -> comment.id() != it.id())
                                .toList(),
                        unreadable.stream().filter(id -> id != it.id()).collect(Collectors.toSet()));
            case Write.AddLabel it -> withLabels(labels, Set.of(it.label()), Set.of());
            case Write.RemoveLabel it -> withLabels(labels, Set.of(), Set.of(it.label()));
            case Write.SetLabels it -> new IssueAsFound(open, closedByUs, it.labels(), comments, unreadable);
            case Write.CloseWithLabels it -> new IssueAsFound(false, true, it.labels(), comments, unreadable);
            case Write.Close _ -> new IssueAsFound(false, true, labels, comments, unreadable);
            case Write.Reopen _ -> new IssueAsFound(true, false, labels, comments, unreadable);
            case Write.NewComment _, Write.EditComment _ -> this;
        };
    }

    /** The same with a comment of ours as it stands there now. */
    public IssueAsFound with(OwnComment comment) {
        var others = comments.stream().filter(other -> other.id() != comment.id());
        return new IssueAsFound(
                open,
                closedByUs,
                labels,
                Stream.concat(others, Stream.of(comment)).toList(),
                unreadable);
    }

    private IssueAsFound withLabels(Set<String> before, Set<String> added, Set<String> removed) {
        var after = new HashSet<>(before);
        after.addAll(added);
        after.removeAll(removed);
        return new IssueAsFound(open, closedByUs, after, comments, unreadable);
    }

    /** The status comment; should there ever be two, the older. */
    Optional<OwnComment> status() {
        return comments.stream().filter(OwnComment::isStatus).findFirst();
    }

    /** Sequence of the newest event that the status comment shows; 0: none, or somebody else has edited it. */
    long shown() {
        return status().filter(OwnComment::intact)
                .map(status -> status.marker().sequence())
                .orElse(0L);
    }

    /** Sequence of the newest event that has a comment of its own; 0: none has. */
    long lastCommented() {
        return intact().map(OwnComment::marker)
                .filter(Marker.OfEvent.class::isInstance)
                .mapToLong(Marker::sequence)
                .max()
                .orElse(0);
    }

    /** Whether the event has its comment, as it was written. */
    boolean hasCommentAbout(long sequence) {
        return intact().anyMatch(comment -> comment.isAbout(sequence));
    }

    /** What claims to be about the event and was edited by somebody else. */
    Stream<OwnComment> tamperedAbout(long sequence) {
        return comments.stream().filter(comment -> !comment.intact() && comment.isAbout(sequence));
    }

    Stream<OwnComment> intact() {
        return comments.stream().filter(OwnComment::intact);
    }

    /** Comments that say again what an older one says: GitHub carried out a write whose answer was late. */
    List<OwnComment> duplicates() {
        var seen = new HashSet<String>();
        var statuses = comments.stream().filter(OwnComment::isStatus).skip(1);
        var ofEvents = intact().filter(comment ->
                !comment.isStatus() && !seen.add(comment.marker().text()));
        return Stream.concat(statuses, ofEvents).toList();
    }
}
