package io.movein.intake.issue;

import io.movein.contract.issue.Marker;
import io.movein.github.Comment;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Movein's own comments, told by its numeric id, newest first: what labels and commands refer to. */
final class OwnComments {

    private static final Comparator<Comment> BY_AGE =
            Comparator.comparing(Comment::createdAt).thenComparing(Comment::id);

    private final List<Comment> own;

    OwnComments(List<Comment> comments, long botId) {
        this.own = comments.stream()
                .filter(comment -> comment.isBy(botId))
                .sorted(BY_AGE.reversed())
                .toList();
    }

    /** The newest one written before this time or in the same second. */
    Optional<Marker.Review> reviewBefore(Instant time) {
        return own.stream()
                .filter(comment -> !comment.createdAt().isAfter(time))
                .flatMap(comment -> Marker.of(comment.body()).stream())
                .filter(Marker.Review.class::isInstance)
                .map(Marker.Review.class::cast)
                .findFirst();
    }

    /** The run of the newest terminal report that precedes the comment. */
    Optional<Integer> runReportedBefore(Comment comment) {
        return own.stream()
                .filter(earlier -> BY_AGE.compare(earlier, comment) < 0)
                .flatMap(earlier -> Marker.of(earlier.body()).stream())
                .filter(Marker.Report.class::isInstance)
                .map(marker -> ((Marker.Report) marker).run())
                .findFirst();
    }
}
