package io.movein.local.chaos;

import io.movein.runtime.status.ServiceHealth;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.Label;
import io.movein.standin.github.model.StoredComment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What has to hold for every migration in the end, whatever happened on the way. */
final class Verdict {
    private static final String BOT = "movein[bot]";
    private static final Map<String, String> COMMENTS = Map.of(
            "status comment", "<!-- movein:status ",
            "review", "<!-- movein:review ",
            "report", "<!-- movein:report ");

    private final GitHubModel github;

    Verdict(GitHubModel github) {
        this.github = github;
    }

    boolean isClosed(int issue) {
        return !github.issue(issue).open()
                && github.labelsOf(issue).stream().map(Label::name).anyMatch("state:closed"::equals);
    }

    /** One line per broken promise. */
    List<String> broken(Collection<Integer> issues, Aftermath aftermath) {
        return Stream.of(
                        issues.stream().flatMap(this::onGitHub),
                        starts(issues, aftermath.starts()),
                        sequences(aftermath.events()),
                        aftermath.deadLetters().stream().map(letter -> "a dead letter: " + letter),
                        aftermath.leftovers().stream().map(left -> left + " was left on the cluster"),
                        unwell(aftermath.health()))
                .flatMap(broken -> broken)
                .toList();
    }

    private Stream<String> onGitHub(int issue) {
        var broken = new ArrayList<String>();
        if (!isClosed(issue)) {
            broken.add("#%d is not closed: %s"
                    .formatted(
                            issue,
                            github.labelsOf(issue).stream().map(Label::name).toList()));
        }
        COMMENTS.forEach((what, marker) -> {
            var times = comments(issue, marker);
            if (times != 1) {
                broken.add("#%d has %d × %s (expected 1)".formatted(issue, times, what));
            }
        });
        return broken.stream();
    }

    private long comments(int issue, String marker) {
        return github.comments(issue).stream()
                .filter(comment -> comment.author().equals(BOT))
                .map(StoredComment::body)
                .filter(body -> body.startsWith(marker))
                .count();
    }

    private static Stream<String> starts(Collection<Integer> issues, List<String> starts) {
        var counted = starts.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        var doubled = counted.entrySet().stream()
                .filter(start -> start.getValue() > 1)
                .map(start -> "run '" + start.getKey() + "' was started " + start.getValue() + " times");
        var missing = issues.stream()
                .filter(issue -> counted.keySet().stream().noneMatch(start -> start.endsWith("#" + issue + " 1")))
                .map(issue -> "the run of #" + issue + " was not started");
        return Stream.concat(doubled, missing);
    }

    /** Ids are {@code <migration>/<sequence>}, counted from 1 without a gap. */
    private static Stream<String> sequences(List<String> events) {
        var broken = new ArrayList<String>();
        var last = new LinkedHashMap<String, Long>();
        for (var whole : events) {
            var id = whole.replaceFirst("@[^@/]*$", ""); // the topic that it is of
            var slash = id.lastIndexOf('/');
            var migration = id.substring(0, slash);
            var expected = last.getOrDefault(migration, 0L) + 1;
            last.put(migration, expected);
            if (Long.parseLong(id.substring(slash + 1)) != expected) {
                broken.add("the event " + id + " follows number " + (expected - 1));
                last.put(migration, Long.parseLong(id.substring(slash + 1)));
            }
        }
        return broken.stream();
    }

    /** Who is not well and why, in its own words. */
    static Stream<String> unwell(List<ServiceHealth> services) {
        return services.stream().filter(service -> !service.isWell()).map(Verdict::unwell);
    }

    private static String unwell(ServiceHealth service) {
        return service.name() + " is " + service.status() + ": "
                + Stream.concat(
                                service.complaints().stream(),
                                service.stuck().stream().map(it -> it.migration() + " " + it.why()))
                        .collect(Collectors.joining("; "));
    }
}
