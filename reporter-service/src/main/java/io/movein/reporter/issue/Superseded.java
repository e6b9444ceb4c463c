package io.movein.reporter.issue;

import io.movein.contract.issue.Marker;
import io.movein.reporter.issue.IssueAsFound.OwnComment;
import io.movein.reporter.text.Texts;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Comments that a newer one replaces: each shrinks to one line, behind which its text stays. */
final class Superseded {
    private static final String FOLD = "<details>\n<summary>Superseded: ";

    private Superseded() {}

    /** The newest review comment, whole. */
    static Optional<String> previousReview(IssueAsFound issue) {
        return issue.intact()
                .filter(comment -> comment.marker() instanceof Marker.Review)
                .max(Comparator.comparingLong(OwnComment::id))
                .map(OwnComment::body);
    }

    /** What the new comment replaces: reviews and lists of problems by the next of either, a report by the next report. */
    static List<Write> by(Write.NewComment fresh, IssueAsFound issue) {
        return issue.intact()
                .filter(old -> old.marker().sequence() < fresh.marker().sequence())
                .filter(old -> isReplaced(old, fresh) && !text(old).startsWith(FOLD))
                .<Write>map(old -> new Write.EditComment(old.id(), old.marker(), folded(text(old))))
                .toList();
    }

    /** Whether what replaces it stands on the issue already: written anew, it would come behind that and count instead of it. */
    static boolean isOutdated(Write.NewComment fresh, IssueAsFound issue) {
        return issue.intact()
                .anyMatch(newer -> newer.marker().sequence() > fresh.marker().sequence() && isReplaced(newer, fresh));
    }

    private static boolean isReplaced(OwnComment old, Write.NewComment fresh) {
        return isOfAReview(fresh.marker(), fresh.text()) && isOfAReview(old.marker(), text(old))
                || fresh.marker() instanceof Marker.Report && old.marker() instanceof Marker.Report;
    }

    /** What it would put up for approval, or what has to be changed before. */
    private static boolean isOfAReview(Marker marker, String text) {
        return marker instanceof Marker.Review || marker instanceof Marker.Reply && Texts.listsProblems(text);
    }

    private static String text(OwnComment comment) {
        return comment.body().lines().skip(1).collect(Collectors.joining("\n"));
    }

    private static String folded(String text) {
        var heading =
                text.lines().filter(line -> line.startsWith("### ")).findFirst().orElse("### an earlier comment");
        return FOLD + heading.substring(4).replace("`", "") + "</summary>\n\n" + text + "\n\n</details>\n";
    }
}
