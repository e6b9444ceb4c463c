package io.movein.reporter;

import static java.util.Comparator.naturalOrder;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.contract.MigrationId;
import io.movein.contract.issue.CommentSeal;
import io.movein.github.Issues;
import io.movein.migration.Friction;
import io.movein.migration.MigrationSnapshot;
import io.movein.progress.RunProgress;
import io.movein.reporter.issue.CurrentMigrations;
import io.movein.reporter.text.Texts;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/**
 * An hour of two hundred runs that tell how far they are every ten seconds, by a clock of its own: what the reporter asks of GitHub
 * for what happens, for progress and for its tours over all that is open. Each call is a request, of which GitHub allows 5,000 in an
 * hour, 500 of them such as make something that people see.
 */
class HourOfRunsTest {
    private static final int RUNS = 200;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int TELLS_EVERY = 10;
    /** One run ends, and is reported, every six minutes, and another one is filed and begins: as where a run takes a day, and some less. */
    private static final int ENDS_EVERY = 360;

    private static final int CONTENT_PER_HOUR = 500;
    private static final int REQUESTS_PER_HOUR = 5_000;
    private static final double MOST = 0.6;
    private static final Set<String> CONTENT = Set.of("comment", "editComment", "close", "reopen");

    private final Map<Integer, FakeGitHub> github = new HashMap<>();
    private final Map<String, Integer> asked = new TreeMap<>();
    private final Map<Integer, Instant> edited = new HashMap<>();
    private Duration longestWait = Duration.ZERO;
    private Instant now = Samples.BEGIN;

    private final RepairQueue queue = new RepairQueue(() -> now);
    private final IssueReporter reporter = new IssueReporter(
            new MigrationIssues("acme/platform", counting(), CommentSeal.plain(), () -> now, new SimpleMeterRegistry()),
            Texts.mentioning(List.of()),
            new Timing(Duration.ofSeconds(60), 250, Duration.ofSeconds(1)),
            queue,
            new Running(),
            () -> now,
            new SimpleMeterRegistry());

    private final Open open = new Open();
    private final Reconciler reconciler =
            new Reconciler(() -> open, reporter, queue, Duration.ofMinutes(5), () -> now, new SimpleMeterRegistry());

    /** All that have begun and have not been reported as ended. */
    private static final class Open implements OpenMigrations {
        final Set<MigrationId> running = new LinkedHashSet<>();

        @Override
        public void advance(Duration atMost) {}

        @Override
        public boolean isCaughtUp() {
            return true;
        }

        @Override
        public boolean hasGrown() {
            return false;
        }

        @Override
        public List<MigrationId> all() {
            return List.copyOf(running);
        }

        @Override
        public boolean isHandled(MigrationId migration) {
            return true;
        }

        @Override
        public List<SpecificRecord> history(MigrationId migration) {
            return List.of(Story.requested(1), Story.passed(2), Story.started(5));
        }

        @Override
        public void checked(MigrationId migration) {}

        @Override
        public void close() {}
    }

    private static final class Running implements CurrentMigrations {
        @Override
        public long sequence(MigrationId migration) {
            return 5;
        }

        @Override
        public Optional<MigrationSnapshot> running(MigrationId migration) {
            return Optional.of(MigrationSnapshot.newBuilder()
                    .setMigration(migration.toString())
                    .setSequence(5)
                    .setAt(Samples.minute(31))
                    .setStateSince(Samples.minute(31))
                    .setStatus(Story.started(5).getStatus())
                    .setFriction(Friction.newBuilder().build())
                    .build());
        }

        @Override
        public OptionalInt place(MigrationId migration) {
            return OptionalInt.empty();
        }
    }

    @Test
    void takesLessThanThreeFifthsOfWhatGitHubAllowsAndNobodyWaitsForAReport() throws Exception {
        for (var run = 1; run <= RUNS; run++) {
            begins(run);
        }
        // what they told at their start is of the hour before, and so is what GitHub was asked then
        asked.clear();
        edited.clear();

        anHour();

        var content = sum(CONTENT);
        var requests = sum(asked.keySet());
        System.out.printf(
                "GitHub: an hour of %d runs: %d requests (%.0f %% of %d), %d writes that people see (%.0f %% of %d): %s%n",
                RUNS,
                requests,
                100.0 * requests / REQUESTS_PER_HOUR,
                REQUESTS_PER_HOUR,
                content,
                100.0 * content / CONTENT_PER_HOUR,
                CONTENT_PER_HOUR,
                asked);
        assertThat(requests).isLessThan((int) (MOST * REQUESTS_PER_HOUR));
        assertThat(content).isLessThan((int) (MOST * CONTENT_PER_HOUR));
        assertThat(longestWait).as("from the end of a run to its report").isLessThanOrEqualTo(Duration.ofSeconds(3));
        assertThat(edited.keySet()).as("each has shown progress").hasSizeGreaterThan(RUNS * 9 / 10);
    }

    private void begins(int run) throws Exception {
        handle(run, Story.requested(1));
        handle(run, Story.passed(2));
        handle(run, Story.started(5));
        open.running.add(id(run));
        pass(2);
    }

    private void anHour() throws Exception {
        var first = 1;
        for (var second = 1; second <= HOUR.toSeconds(); second++) {
            pass(1);
            for (var run = first; run < first + RUNS; run++) {
                if ((second + run) % TELLS_EVERY == 0) {
                    tells(run, second);
                }
            }
            if (second % ENDS_EVERY == 0) {
                ends(first);
                begins(first + RUNS);
                first++;
            }
        }
    }

    private void ends(int run) throws Exception {
        var comments = github(run).comments.size();
        var at = now;
        open.running.remove(id(run));
        handle(run, Story.succeeded(6));
        while (github(run).comments.size() == comments
                && Duration.between(at, now).toSeconds() < 60) {
            pass(1);
        }
        longestWait = List.of(longestWait, Duration.between(at, now)).stream()
                .max(naturalOrder())
                .orElseThrow();
    }

    private void tells(int run, long done) throws Exception {
        reporter.handleProgress(List.of(Story.message(
                id(run),
                RunProgress.newBuilder()
                        .setMigration(id(run).toString())
                        .setRun(1)
                        .setSequence(5)
                        .setAt(now)
                        .setProgress(Story.progressed(5, done % 1_000).getProgress())
                        .build())));
    }

    private void handle(int run, SpecificRecord event) throws Exception {
        reporter.handle(List.of(Story.message(id(run), event)));
    }

    private void pass(long seconds) {
        now = now.plusSeconds(seconds);
        reporter.showDue();
        reconciler.step(open);
    }

    private static MigrationId id(int run) {
        return MigrationId.parse("acme/platform#" + run);
    }

    private FakeGitHub github(int run) {
        return github.computeIfAbsent(run, _ -> new FakeGitHub());
    }

    private int sum(Set<String> calls) {
        return calls.stream().mapToInt(call -> asked.getOrDefault(call, 0)).sum();
    }

    /** Each issue is one of its own, and what is asked of any is counted. */
    private Issues counting() {
        return (Issues) Proxy.newProxyInstance(
                Issues.class.getClassLoader(), new Class<?>[] {Issues.class}, (_, method, arguments) -> {
                    if (arguments == null) {
                        return FakeGitHub.ME; // asked for once in the life of a connection
                    }
                    asked.merge(method.getName(), 1, Integer::sum);
                    var issue = github((Integer) Objects.requireNonNull(arguments[0]));
                    issue.now = now;
                    if (method.getName().equals("editComment")) {
                        edited.put((Integer) arguments[0], now);
                    }
                    return method.invoke(issue, arguments);
                });
    }
}
