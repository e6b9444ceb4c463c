package io.movein.intake.issue;

import io.movein.contract.issue.CommentSeal;
import io.movein.contract.issue.Marker;
import io.movein.github.Comment;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Movein's own comments, told by its numeric id, newest first: what labels and commands refer to. Whoever may write to the
 * repository may edit them, so they count as far as they are what Movein wrote.
 */
final class OwnComments {

    /** What a label refers to. */
    sealed interface Basis {

        record Reviewed(Marker.Review review) implements Basis {}

        record Asked(Marker.GateAsk ask) implements Basis {}

        /** There was no review comment yet. */
        record Nothing() implements Basis {}

        /** Somebody changed what the operator saw. */
        record Tampered(String url) implements Basis {}

        /** Another program writes with Movein's account, or somebody has its token. */
        record Foreign(String url) implements Basis {}

        /** Within the same second nobody can tell which came first. */
        record Tied(String url) implements Basis {}
    }

    private final List<Comment> own;
    private final Set<Long> editedByOthers;
    private final String migration;
    private final CommentSeal seal;

    OwnComments(Reading reading) {
        this.own = reading.issue().comments().stream()
                .filter(comment -> comment.isBy(reading.botId()))
                .sorted(Comment.BY_AGE.reversed())
                .toList();
        this.editedByOthers = reading.issue().editedByOthers();
        this.migration = reading.migration().toString();
        this.seal = reading.seal();
    }

    /**
     * The newest review comment at that time, if nothing of ours since then was changed. A comment counts from its last edit
     * on: what was changed and changed back meanwhile was seen changed.
     */
    Basis basis(Instant label) {
        return basis(label, comment -> review(comment).map(Basis.Reviewed::new));
    }

    /** The same of the newest comment that asks a gate. */
    Basis asked(Instant said) {
        return basis(
                said,
                comment -> ours(comment, Marker.GateAsk.class)
                        .filter(ask -> ask.migration().equals(migration))
                        .map(Basis.Asked::new));
    }

    private Basis basis(Instant label, Function<Comment, Optional<? extends Basis>> counts) {
        for (var comment : own) {
            if (comment.createdAt().isAfter(label)) {
                continue;
            }
            if (isForeign(comment)) {
                return new Basis.Foreign(comment.url());
            }
            if (!isIntact(comment)) {
                return new Basis.Tampered(comment.url());
            }
            var basis = counts.apply(comment);
            if (basis.isPresent()) {
                return comment.updatedAt().isBefore(label) ? basis.get() : new Basis.Tied(comment.url());
            }
        }
        return new Basis.Nothing();
    }

    /** The seal tells, and so does GitHub: without a secret anybody can make a seal, but not be its author. */
    private boolean isIntact(Comment comment) {
        return !editedByOthers.contains(comment.id()) && seal.isIntact(comment.body());
    }

    private boolean isForeign(Comment comment) {
        return !editedByOthers.contains(comment.id())
                && Marker.of(comment.body()).isEmpty();
    }

    private Optional<Marker.Review> review(Comment comment) {
        return ours(comment, Marker.Review.class)
                .filter(review -> review.migration().equals(migration));
    }

    private static <M extends Marker> Optional<M> ours(Comment comment, Class<M> kind) {
        return Marker.of(comment.body()).filter(kind::isInstance).map(kind::cast);
    }

    /** The newest run whose report precedes the comment: one that somebody had edited is written again below later ones. */
    Optional<Integer> runReportedBefore(Comment comment) {
        return own.stream()
                .filter(earlier -> Comment.BY_AGE.compare(earlier, comment) < 0)
                .filter(this::isIntact)
                .flatMap(earlier -> Marker.of(earlier.body()).stream())
                .filter(Marker.Report.class::isInstance)
                .map(Marker.Report.class::cast)
                .filter(report -> report.migration().equals(migration))
                .map(Marker.Report::run)
                .max(Comparator.naturalOrder());
    }
}
