package io.movein.reporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.issue.IssueLabels;
import io.movein.contract.issue.Marker;
import io.movein.model.Ending;
import io.movein.model.State;
import io.movein.runtime.Kafka;
import io.movein.runtime.KafkaPublisher;
import io.movein.runtime.KafkaSettings;
import io.movein.runtime.Service;
import io.movein.runtime.Settings;
import io.movein.standin.github.GitHubConfig;
import io.movein.standin.github.LocalGitHub;
import io.movein.standin.github.faults.AnswerFault;
import io.movein.standin.github.model.Issue;
import io.movein.standin.github.model.StoredComment;
import io.movein.testkit.KafkaForTests;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as it runs, with a broker and the local GitHub. */
class ReporterIT {
    private static final String BOOTSTRAP = KafkaForTests.start().bootstrapServers();
    private static final String BOT = "movein[bot]";

    @TempDir
    static Path data;

    private static LocalGitHub github;
    private static Service service;
    private static KafkaPublisher review;

    @BeforeAll
    static void start() throws Exception {
        github = LocalGitHub.start(GitHubConfig.of("acme/platform", data));
        service = startService();
        review = new Kafka(KafkaSettings.of(BOOTSTRAP), new SimpleMeterRegistry()).publisher();
    }

    private static Service startService() {
        return ReporterService.start(Settings.read(
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        BOOTSTRAP,
                        "MOVEIN_GITHUB_API_URL",
                        github.url().toString(),
                        "MOVEIN_GITHUB_REPOSITORY",
                        "acme/platform",
                        "MOVEIN_GITHUB_TOKEN",
                        BOT,
                        "MOVEIN_GITHUB_LIMITS",
                        "none",
                        "MOVEIN_STATUS_INTERVAL",
                        "1s",
                        "MOVEIN_SETTLE_TIME",
                        "100ms",
                        "MICRONAUT_SERVER_PORT",
                        "0",
                        "MICRONAUT_SERVER_HOST",
                        "127.0.0.1"),
                ReporterSettings::read));
    }

    @AfterAll
    static void stop() throws Exception {
        review.close();
        service.close();
        github.close();
    }

    @Test
    void carriesAnIssueFromRequestedToClosed() throws Exception {
        var issue = file();

        for (var event : List.of(
                Story.requested(1),
                Story.passed(2),
                Story.approved(3),
                Story.ordered(4),
                Story.started(5),
                Story.succeeded(6),
                Story.validated(7),
                Story.tornDown(8),
                Story.closed(9, Ending.COMPLETED))) {
            tell(issue, event);
        }

        await(
                "the issue is closed and labelled",
                () -> issue(issue).labels().equals(List.of("migrate-my-data", IssueLabels.of(State.CLOSED))));
        assertThat(issue(issue).open()).isFalse();
        assertThat(issue(issue).stateReason()).isEqualTo("completed");
        assertThat(ownComments(issue))
                .extracting(comment -> Marker.of(comment.body()).orElseThrow())
                .containsExactly(
                        new Marker.Status(9),
                        new Marker.Review("ab12cd34ef56", 1, issue.toString(), 2),
                        new Marker.Report(1, issue.toString(), 6));
    }

    @Test
    void aLostAnswerToACommentLeavesExactlyOne() throws Exception {
        var issue = file();
        github.faults().answerNext(1, "POST", "/issues/" + issue.number() + "/comments", new AnswerFault.LostAnswer());

        tell(issue, Story.requested(1));
        tell(issue, Story.passed(2));

        await(
                "it is up for approval",
                () -> issue(issue).hasLabel("state:awaiting-approval")
                        && ownComments(issue).size() == 2);
        assertThat(ownComments(issue)).hasSize(2);
    }

    @Test
    void aLimitOnlyDelays() throws Exception {
        var issue = file();
        github.faults()
                .answerNext(
                        1,
                        "POST",
                        "/issues/" + issue.number() + "/comments",
                        new AnswerFault.SecondaryLimit(403, Duration.ofSeconds(1)));

        tell(issue, Story.requested(1));

        await("it is under review", () -> issue(issue).hasLabel("state:under-review"));
        assertThat(ownComments(issue)).hasSize(1);
    }

    @Test
    void anIssueThatIsGoneHoldsUpNoOther() throws Exception {
        var gone = file();
        var next = file();
        github.model().deleteIssue("operator", gone.number());

        tell(gone, Story.requested(1));
        tell(next, Story.requested(1));

        await("the next one is under review", () -> issue(next).hasLabel("state:under-review"));
    }

    @Test
    void anIssueThatGitHubAnswers500HoldsUpNoOtherOfItsPartitionAndIsWrittenInTheEnd() throws Exception {
        var ill = file();
        var beside = besideOnItsPartition(ill);
        github.faults()
                .answerNext(100_000, "*", "/issues/" + ill.number() + "(/.*)?$", new AnswerFault.ServerError(500));

        tell(ill, Story.requested(1));
        tell(beside, Story.requested(1));

        await("the other one is under review", () -> issue(beside).hasLabel("state:under-review"));
        assertThat(ownComments(ill)).isEmpty();
        assertThat(get("/health")).contains("\"status\":\"UP\"");
        github.faults().clear();
        await("so is the ill one, now that it is well", () -> issue(ill).hasLabel("state:under-review"));
        assertThat(ownComments(ill)).hasSize(1);
    }

    private static MigrationId besideOnItsPartition(MigrationId issue) {
        var other = file();
        while (partition(other) != partition(issue)) {
            other = file();
        }
        return other;
    }

    private static int partition(MigrationId issue) {
        return Utils.toPositive(Utils.murmur2(issue.toString().getBytes(StandardCharsets.UTF_8)))
                % Topic.EVENTS.partitions();
    }

    @Test
    void whatAnIssueMissedWhileItAnswered404IsMadeGoodOnce() throws Exception {
        var issue = file();
        tell(issue, Story.requested(1));
        await("it is under review", () -> issue(issue).hasLabel("state:under-review"));
        github.faults().answerNext(2, "POST", "/graphql", notFound("issue"));

        tell(issue, Story.passed(2));

        await(
                "it is up for approval",
                () -> issue(issue).hasLabel("state:awaiting-approval")
                        && ownComments(issue).size() == 2);
        assertThat(ownComments(issue).getLast().body()).contains("Ready for approval");
    }

    private static AnswerFault notFound(String what) {
        return new AnswerFault.Page(
                200,
                Map.of(),
                "{\"data\":{\"repository\":{\"%s\":null}},\"errors\":[{\"type\":\"NOT_FOUND\",\"path\":[\"repository\",\"%s\"]}]}"
                        .formatted(what, what));
    }

    @Test
    void aRepositoryThatCannotBeSeenIsWaitedFor() throws Exception {
        var issue = file();
        github.faults()
                .answerNext(
                        1,
                        "POST",
                        "/graphql",
                        new AnswerFault.Page(
                                200,
                                Map.of(),
                                "{\"data\":{\"repository\":null},\"errors\":[{\"type\":\"NOT_FOUND\",\"path\":[\"repository\"]}]}"));

        tell(issue, Story.requested(1));

        await("it is under review", () -> issue(issue).hasLabel("state:under-review"));
    }

    @Test
    void aReviewThatSomebodyDeletedComesBackAfterARestart() throws Exception {
        var issue = file();
        tell(issue, Story.requested(1));
        tell(issue, Story.passed(2));
        await(
                "it is up for approval",
                () -> issue(issue).hasLabel("state:awaiting-approval")
                        && ownComments(issue).size() == 2);
        github.model().deleteComment("operator", ownComments(issue).getLast().id());

        service.close();
        service = startService();

        await("the review is back", () -> ownComments(issue).size() == 2);
        assertThat(ownComments(issue).getLast().body()).contains("This comment was missing", "Ready for approval");
    }

    @Test
    void theLastProgressIsShownWithinTheInterval() throws Exception {
        var issue = file();
        tell(issue, Story.requested(1));
        tell(issue, Story.started(2));
        for (int i = 0; i < 20; i++) {
            tell(issue, Story.progressed(3 + i, 50L * (i + 1)));
        }

        await(
                "100 %",
                () -> ownComments(issue).size() == 1
                        && ownComments(issue).getFirst().body().contains("100 % · 1,000 of 1,000 objects"));
    }

    @Test
    void whatWasToldBeforeIsNotWrittenAgain() throws Exception {
        var issue = file();
        var marker = file();
        tell(issue, Story.requested(1));
        tell(issue, Story.denied(2, Samples.problems()));
        await(
                "it needs changes",
                () -> issue(issue).hasLabel("state:needs-changes")
                        && ownComments(issue).size() == 2);
        var before = ownComments(issue);

        service.close();
        service = startService();
        tell(issue, Story.requested(1));
        tell(issue, Story.denied(2, Samples.problems()));
        tell(issue, Story.requested(3));

        await("it is under review again", () -> issue(issue).hasLabel("state:under-review"));
        assertThat(ownComments(issue))
                .extracting(StoredComment::id)
                .isEqualTo(before.stream().map(StoredComment::id).toList());
        assertThat(ownComments(marker)).isEmpty();
    }

    @Test
    void isHealthyAndCounts() throws Exception {
        var issue = file();
        tell(issue, Story.requested(1));
        await("it is under review", () -> issue(issue).hasLabel("state:under-review"));

        assertThat(get("/health")).contains("\"status\":\"UP\"", "held-back", "reconciler");
        assertThat(get("/prometheus"))
                .contains("movein_issue_writes_total{kind=\"new-comment\"}", "movein_github_requests_total");
    }

    private static MigrationId file() {
        var issue = github.model()
                .openWithForm("capability-owner", "Move the media library in", "…", List.of("migrate-my-data"));
        return new MigrationId("acme", "platform", issue.number());
    }

    private static void tell(MigrationId issue, SpecificRecord event) {
        review.publish(Topic.EVENTS, Story.message(issue, event));
    }

    private static Issue issue(MigrationId migration) {
        return github.model().issue(migration.number());
    }

    private static List<StoredComment> ownComments(MigrationId migration) {
        return github.model().comments(migration.number()).stream()
                .filter(comment -> comment.author().equals(BOT))
                .toList();
    }

    private static String get(String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(service.url() + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        var until = Instant.now().plus(Duration.ofSeconds(60));
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(until)) {
                throw new AssertionError("waited 60 s in vain for: " + what);
            }
            Thread.sleep(20);
        }
    }
}
