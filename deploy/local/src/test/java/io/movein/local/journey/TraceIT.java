package io.movein.local.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.observability.SpanCollector;
import io.movein.observability.SpanCollector.Seen;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The spans of one migration, as a collector gets them from the four services. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class TraceIT {
    private static final String OWNER = "capability-owner";

    @TempDir
    static Path folder;

    @Test
    void oneStoryFromTheWebhookToTheClosedIssueWithItsWaitsAsLinks() throws Exception {
        try (var collector = new SpanCollector()) {
            System.setProperty("movein.otlp", collector.url());
            try (var town = new Town(folder.resolve("data"))) {
                var issue = MigrationIssue.filed(
                        town.github(),
                        OWNER,
                        MigrationIssue.body(
                                town.tenant("traced", OWNER),
                                town.image("echo \"$TRACEPARENT\" > $MOVEIN_TERMINATION_LOG"),
                                "live"));
                issue.isApproved(1);
                var report = issue.awaitComment("<!-- movein:report run=1 ", "succeeded");
                issue.says("/validated");
                issue.awaitClosed();

                var closed = await(collector, issue.id(), span -> span.name().equals("handle MigrationClosed"));
                for (var name :
                        List.of("publish RequestMigration", "run", "publish LaunchRun", "publish ConfirmValidation")) {
                    await(collector, issue.id(), span -> span.name().equals(name));
                }
                await(collector, issue.id(), TraceIT::isTheReportOnTheIssue);
                var spans = collector.spans().stream()
                        .filter(span -> span.migration().equals(issue.id()))
                        .toList();
                runsThroughAllServices(spans);
                theProcessHasThePlaceOfItsRun(spans, report);
                everyWaitIsALink(spans, closed);
            } finally {
                System.clearProperty("movein.otlp");
            }
        }
    }

    /** What follows from the approval: in one trace, each span begun after its parent, in all four services. */
    private static void runsThroughAllServices(List<Seen> spans) {
        var run = one(spans, span -> span.name().equals("run"));
        var trace =
                spans.stream().filter(span -> span.trace().equals(run.trace())).toList();

        assertThat(trace.stream().map(Seen::service).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("movein-intake", "movein-review", "movein-runner", "movein-reporter");
        assertThat(path(trace, one(trace, TraceIT::isTheReportOnTheIssue)))
                .containsSubsequence(
                        "publish IssueActivity",
                        "publish ApproveMigration",
                        "publish LaunchRun",
                        "publish RunFinished",
                        "publish RunFinished",
                        "handle RunFinished");
        assertThat(path(trace, run)).endsWith("publish LaunchRun", "run");
    }

    private static void theProcessHasThePlaceOfItsRun(List<Seen> spans, String report) {
        var run = one(spans, span -> span.name().equals("run"));

        assertThat(report).contains("00-" + run.trace() + "-" + run.span() + "-01");
    }

    /** From the trace that closed the issue back to the one that filed it. */
    private static void everyWaitIsALink(List<Seen> spans, Seen closed) {
        var first = one(spans, span -> span.name().equals("publish RequestMigration"))
                .trace();
        var approved = one(spans, span -> span.name().equals("run")).trace();
        var reached = new HashSet<>(Set.of(closed.trace()));
        for (var size = 0; size < reached.size(); ) {
            size = reached.size();
            spans.stream()
                    .filter(span -> reached.contains(span.trace()))
                    .forEach(span -> reached.addAll(span.linkedTraces()));
        }

        assertThat(reached).contains(first, approved).hasSizeGreaterThanOrEqualTo(3);
    }

    private static boolean isTheReportOnTheIssue(Seen span) {
        return span.name().equals("handle RunFinished") && span.service().equals("movein-reporter");
    }

    /** The names from the root to this span. */
    private static List<String> path(List<Seen> trace, Seen span) {
        var parent =
                trace.stream().filter(it -> it.span().equals(span.parent())).findFirst();
        parent.ifPresent(it -> assertThat(it.beganNanos()).isLessThanOrEqualTo(span.beganNanos() + 1_000_000_000L));
        var before = parent.map(it -> path(trace, it)).orElse(List.of());
        return java.util.stream.Stream.concat(before.stream(), java.util.stream.Stream.of(span.name()))
                .toList();
    }

    private static Seen one(List<Seen> spans, Predicate<Seen> which) {
        return spans.stream().filter(which).findFirst().orElseThrow(() -> new AssertionError("not among " + spans));
    }

    /** Spans are exported every few seconds. */
    private static Seen await(SpanCollector collector, String migration, Predicate<Seen> which)
            throws InterruptedException {
        var until = Instant.now().plus(Duration.ofSeconds(60));
        while (true) {
            var found = collector.spans().stream()
                    .filter(span -> span.migration().equals(migration) && which.test(span))
                    .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            assertThat(Instant.now()).as("the last span of " + migration).isBefore(until);
            Thread.sleep(200);
        }
    }
}
