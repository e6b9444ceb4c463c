package io.movein.local.chaos;

import io.movein.standin.github.model.Comment;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.Label;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** What has to hold for every migration in the end, whatever happened on the way. */
final class Verdict {
    private static final String BOT = "movein[bot]";

    private final GitHubModel github;
    private final List<String> starts;

    /** @param starts a line {@code <migration> <run>} for each start of a migration's process */
    Verdict(GitHubModel github, List<String> starts) {
        this.github = github;
        this.starts = starts;
    }

    boolean isClosed(int issue) {
        return !github.issue(issue).open()
                && github.labelsOf(issue).stream().map(Label::name).anyMatch("state:closed"::equals);
    }

    /** One line per broken promise. */
    List<String> broken(Collection<Integer> issues) {
        var broken = new ArrayList<String>();
        for (var issue : issues) {
            if (!isClosed(issue)) {
                broken.add("#%d is not closed: %s"
                        .formatted(
                                issue,
                                github.labelsOf(issue).stream().map(Label::name).toList()));
            }
            once(issue, "status comment", comments(issue, "<!-- movein:status "), broken);
            once(issue, "report", comments(issue, "<!-- movein:report "), broken);
        }
        starts.stream()
                .collect(Collectors.groupingBy(start -> start, Collectors.counting()))
                .forEach((start, times) -> {
                    if (times > 1) {
                        broken.add("run '" + start + "' was started " + times + " times");
                    }
                });
        if (starts.size() < issues.size()) {
            broken.add("only " + starts.size() + " of " + issues.size() + " migrations were started");
        }
        return broken;
    }

    private static void once(int issue, String what, long times, List<String> broken) {
        if (times != 1) {
            broken.add("#%d has %d × %s (expected 1)".formatted(issue, times, what));
        }
    }

    private long comments(int issue, String marker) {
        return github.comments(issue).stream()
                .filter(comment -> comment.author().equals(BOT))
                .map(Comment::body)
                .filter(body -> body.startsWith(marker))
                .count();
    }
}
