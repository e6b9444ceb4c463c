package io.movein.intake.issue;

import io.movein.github.Comment;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the bot noted for itself in the first line of its comments. Anybody can write such a line, so only the bot's own
 * comments are read, told by its numeric id.
 */
final class Marker {

    private static final Pattern REVIEW =
            Pattern.compile("<!-- movein:review revision=([0-9a-f]{12}) run=([1-9][0-9]{0,8})(?: [^>]*)?-->");
    private static final Pattern REPORT = Pattern.compile("<!-- movein:report run=([1-9][0-9]{0,8})(?: [^>]*)?-->");
    private static final Comparator<Comment> BY_AGE =
            Comparator.comparing(Comment::createdAt).thenComparing(Comment::id);

    /** What was put up for approval. */
    record Review(String revision, int run) {}

    private final List<Comment> own;

    Marker(List<Comment> comments, long botId) {
        this.own = comments.stream()
                .filter(comment -> comment.isBy(botId))
                .sorted(BY_AGE.reversed())
                .toList();
    }

    /** The newest one written before this time or in the same second. */
    Optional<Review> reviewBefore(Instant time) {
        return before(time)
                .flatMap(comment -> first(REVIEW, comment))
                .findFirst()
                .map(match -> new Review(match.group(1), Integer.parseInt(match.group(2))));
    }

    /** The run of the newest terminal report that precedes the comment. */
    Optional<Integer> runReportedBefore(Comment comment) {
        return own.stream()
                .filter(earlier -> BY_AGE.compare(earlier, comment) < 0)
                .flatMap(earlier -> first(REPORT, earlier))
                .findFirst()
                .map(match -> Integer.valueOf(match.group(1)));
    }

    private Stream<Comment> before(Instant time) {
        return own.stream().filter(comment -> !comment.createdAt().isAfter(time));
    }

    private static Stream<MatchResult> first(Pattern marker, Comment comment) {
        return comment.body()
                .lines()
                .limit(1)
                .flatMap(line -> marker.matcher(line.strip()).results());
    }
}
