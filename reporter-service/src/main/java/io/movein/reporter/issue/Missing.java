package io.movein.reporter.issue;

import io.movein.contract.issue.Marker;
import io.movein.model.MigrationStatus;
import io.movein.reporter.issue.IssueAsFound.OwnComment;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Whether an issue has the comments that people need now: what they approve, and what they validate or plan after. */
final class Missing {
    private Missing() {}

    static boolean nothing(MigrationStatus status, IssueAsFound issue, List<Write> writes) {
        var after = Stream.concat(
                        issue.intact().map(OwnComment::marker),
                        writes.stream()
                                .filter(Write.NewComment.class::isInstance)
                                .map(write -> ((Write.NewComment) write).marker()))
                .toList();
        return needed(status).stream().allMatch(needed -> after.stream().anyMatch(needed))
                && isUntampered(issue, writes);
    }

    /** What the marker of a comment has to be that is needed now; empty: none is. */
    static Optional<Predicate<Marker>> needed(MigrationStatus status) {
        int lastRun =
                status.getRuns().isEmpty() ? 0 : status.getRuns().getLast().getNumber();
        return switch (status.getState()) {
            case AWAITING_APPROVAL ->
                Optional.of(marker -> marker instanceof Marker.Review review
                        && review.revision().equals(status.getRevision())
                        && review.run() > lastRun
                        && isCurrent(review, status));
            case AWAITING_VALIDATION, AWAITING_PLAN ->
                lastRun == 0
                        ? Optional.empty()
                        : Optional.of(marker -> marker instanceof Marker.Report report && report.run() == lastRun);
            default -> Optional.empty();
        };
    }

    /** Review takes an approval by this comment only, not by an older one of the same revision. */
    private static boolean isCurrent(Marker.Review review, MigrationStatus status) {
        return status.getReview() == null || review.sequence() == status.getReview();
    }

    private static boolean isUntampered(IssueAsFound issue, List<Write> writes) {
        return issue.comments().stream()
                .filter(comment -> !comment.intact())
                .allMatch(comment -> writes.stream().anyMatch(write -> mends(write, comment)));
    }

    private static boolean mends(Write write, OwnComment tampered) {
        return switch (write) {
            case Write.EditComment edit -> edit.id() == tampered.id();
            case Write.DeleteComment delete -> delete.id() == tampered.id();
            default -> false;
        };
    }
}
