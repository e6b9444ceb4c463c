package io.movein.intake.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.activity.IssueActivity;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Traceparent;
import io.movein.contract.issue.CommentSeal;
import io.movein.github.Credentials;
import io.movein.github.GitHubAccess;
import io.movein.github.GitHubConnection;
import io.movein.github.WritePace;
import io.movein.intake.RecordingPublisher;
import io.movein.intake.form.Forms;
import io.movein.intake.publish.CommandPublisher;
import io.movein.intake.publish.Hints;
import io.movein.intake.read.IssueReader;
import io.movein.intake.read.Operators;
import io.movein.standin.github.GitHubConfig;
import io.movein.standin.github.LocalGitHub;
import io.movein.standin.github.api.LoginTraffic;
import io.movein.standin.github.model.IssueEdit;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The hour of two hundred runs that the reporter's test of this name has, as intake sees it, by a clock of GitHub's that is moved: what it
 * asks for what people do, for its poll, in which all that the reporter has written shows, and for deliveries that failed.
 */
class HourOfRunsIT {
    private static final String ME = "movein[bot]";
    private static final int RUNS = 200;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration POLL = Duration.ofMinutes(2);
    /** Each a page of GitHub's list of deliveries. */
    private static final int LOOKS_FOR_FAILED_DELIVERIES = 12;
    /** One run ends and another one is filed in every third look. */
    private static final int ENDS_EVERY = 3;
    /** Of the 5,000 requests in an hour what the reporter, which takes a third of them, leaves to three fifths. */
    private static final int MOST = 5_000 * 3 / 5 - 1_750;

    @TempDir
    private Path data;

    private final Moved clock = new Moved();
    private final RecordingPublisher hinted = new RecordingPublisher();
    private final Deque<Running> running = new ArrayDeque<>();

    private record Running(int issue, long comment) {}

    private static final class Moved extends Clock {
        private volatile Instant now = Instant.parse("2026-03-01T10:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void leavesTheReporterMoreThanItTakes() throws Exception {
        try (var github = LocalGitHub.start(GitHubConfig.of("acme/infra", data).withClock(clock));
                var connection =
                        GitHubConnection.open(new GitHubAccess(github.url(), "acme/infra", new Credentials.Token(ME))
                                .with(WritePace.UNLIMITED))) {
            var reader = reader(connection);
            var poller = poller(connection);
            for (var run = 0; run < RUNS; run++) {
                begins(github);
            }
            poll(poller, reader);
            var before = asked(github).requests();

            for (var look = 1; look <= HOUR.dividedBy(POLL); look++) {
                clock.now = clock.now.plus(POLL);
                running.forEach(it -> github.model().editComment(ME, it.comment(), "how far it is at " + clock.now));
                if (look % ENDS_EVERY == 0) {
                    ends(github, reader);
                    var begun = begins(github);
                    read(reader, begun); // for its filing
                    read(reader, begun); // for the label
                }
                poll(poller, reader);
            }

            var requests = asked(github).requests() - before + LOOKS_FOR_FAILED_DELIVERIES;
            System.out.printf("GitHub: an hour of %d runs: intake asks %d times%n", RUNS, requests);
            assertThat(requests).isLessThan(MOST);
            assertThat(asked(github).contentWrites()).isZero();
        }
    }

    private int begins(LocalGitHub github) {
        var issue = github.model()
                .openWithForm("capability-owner", "Move", Forms.COMPLETE, List.of("migrate-my-data"))
                .number();
        var status = github.model().comment(ME, issue, "how far it is");
        clock.now = clock.now.plusSeconds(1);
        github.model().addLabels("operator", issue, List.of("operator:approved"));
        running.add(new Running(issue, status.id()));
        return issue;
    }

    private void ends(LocalGitHub github, IssueReader reader) throws Exception {
        var issue = running.remove().issue();
        github.model().comment(ME, issue, "how it ended");
        github.model().comment("capability-owner", issue, "/validated");
        read(reader, issue);
        github.model().edit(ME, issue, IssueEdit.close("completed"));
    }

    /** What it hints is read as well. */
    private void poll(Poller poller, IssueReader reader) throws Exception {
        var known = hinted.published().size();
        poller.poll();
        for (var hint : hinted.published().subList(known, hinted.published().size())) {
            reader.handle(List.of(hint.message()));
        }
    }

    /** As for the hint of a webhook. */
    private void read(IssueReader reader, int issue) throws Exception {
        var id = "acme/infra#" + issue;
        reader.handle(List.of(new Message<>(
                "delivery:" + issue + clock.now,
                "/github",
                MigrationId.parse(id),
                clock.now,
                Traceparent.begin(),
                new IssueActivity(id, "webhook", null, null))));
    }

    private static LoginTraffic.Counts asked(LocalGitHub github) {
        return github.traffic().getOrDefault(ME, LoginTraffic.Counts.NONE);
    }

    private IssueReader reader(GitHubConnection connection) {
        return new IssueReader(
                "acme/infra",
                connection.issues(),
                (_, _, _, _) -> Optional.of(List.of()),
                new Operators(List.of(), "acme/movein-operators", connection.issues()),
                new CommandPublisher(new RecordingPublisher(), new SimpleMeterRegistry(), () -> 0),
                CommentSeal.plain(),
                clock,
                _ -> {});
    }

    private Poller poller(GitHubConnection connection) {
        return new Poller(
                connection.issues(),
                _ -> 0,
                new Hints("acme/infra", hinted, clock, new SimpleMeterRegistry()),
                POLL,
                clock,
                _ -> {},
                () -> 0);
    }
}
