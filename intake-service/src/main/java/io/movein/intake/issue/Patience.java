package io.movein.intake.issue;

import io.movein.github.Comment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * How many commands of one person are answered within an hour. Each answer is a comment, of which GitHub allows a few hundred in an
 * hour for everybody together; one person must not be able to use them up. `/stop` of somebody who may give it always counts.
 */
final class Patience {

    static final int KNOWN = 60;
    static final int OTHERS = 10;
    /** Of anybody, where it is not even a command. */
    static final int MISREAD = 10;

    private static final Duration WINDOW = Duration.ofHours(1);

    enum Left {
        ENOUGH,
        /** The one that is told that those after it do not count. */
        LAST,
        OVER
    }

    private record Kind(long person, boolean misread) {}

    private final Map<Kind, Deque<Instant>> answered = new HashMap<>();

    /** Comments in the order in which they were written. */
    Left with(Comment comment, CommandLine line, boolean known) {
        if (known && line instanceof CommandLine.Stop) {
            return Left.ENOUGH;
        }
        var kind = new Kind(comment.authorId() == null ? 0 : comment.authorId(), isMisread(line));
        var times = answered.computeIfAbsent(kind, _ -> new ArrayDeque<>());
        while (!times.isEmpty()
                && times.peekFirst().isBefore(comment.createdAt().minus(WINDOW))) {
            times.removeFirst();
        }
        var most = kind.misread() ? MISREAD : known ? KNOWN : OTHERS;
        if (times.size() > most) {
            return Left.OVER;
        }
        times.addLast(comment.createdAt());
        return times.size() > most ? Left.LAST : Left.ENOUGH;
    }

    private static boolean isMisread(CommandLine line) {
        return line instanceof CommandLine.Misread || line instanceof CommandLine.Mentioned;
    }
}
