package io.movein.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.activity.IssueActivity;
import io.movein.contract.Topic;
import io.movein.standin.github.GitHubConfig;
import io.movein.standin.github.LocalGitHub;
import io.movein.testkit.KafkaForTests;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each kind of input gets, over HTTP. */
class WebhookIT {

    private static final String OPENED = """
        {"action":"opened","issue":{"number":4711,"labels":[{"name":"migrate-my-data"}]},"repository":{"full_name":"acme/infra"}}""";

    @TempDir
    private static Path data;

    private static LocalGitHub github;
    private static Intake intake;
    private static String kafka;

    @BeforeAll
    static void start() throws Exception {
        kafka = KafkaForTests.start().bootstrapServers();
        KafkaForTests.start().removeTopics();
        github = LocalGitHub.start(GitHubConfig.of("acme/infra", data));
        intake = Intake.start(kafka, github.url(), Duration.ofMinutes(10));
    }

    @AfterAll
    static void stop() throws Exception {
        intake.close();
        github.close();
    }

    @Test
    void acceptsASignedDeliveryOnceItIsOnTheTopic() {
        var answer = intake.deliver("issues", OPENED);

        assertThat(answer.statusCode()).isEqualTo(202);
        try (var hints = new TopicReader(kafka, Topic.ISSUE_ACTIVITY)) {
            assertThat(hints.now())
                    .extracting(message -> (Object) message.body())
                    .contains(new IssueActivity("acme/infra#4711", "webhook issues.opened", "d-1", null));
        }
    }

    @Test
    void refusesAMissingAMalformedAndAWrongSignature() {
        var body = OPENED.getBytes(StandardCharsets.UTF_8);
        var before = counted("wrongly_signed");

        assertThat(intake.send(request -> request, body).statusCode()).isEqualTo(401);
        assertThat(intake.send(request -> request.header("X-Hub-Signature-256", "sha256=xyz"), body)
                        .statusCode())
                .isEqualTo(401);
        assertThat(intake.send(request -> request.header("X-Hub-Signature-256", "sha256=" + "0".repeat(64)), body)
                        .statusCode())
                .isEqualTo(401);
        assertThat(counted("wrongly_signed")).isEqualTo(before + 1);
    }

    @Test
    void refusesAnEmptyBodyWithoutASignature() {
        assertThat(intake.send(request -> request, new byte[0]).statusCode()).isEqualTo(401);
    }

    @Test
    void takesTheBytesAsTheyCome() {
        var odd = OPENED.replace("{\"action\"", "{ \"title\" : \"Übung ☃ \\u00e4\" ,\r\n\"action\"");

        assertThat(intake.deliver("issues", odd).statusCode()).isEqualTo(202);
    }

    @Test
    void takesAnyContentType() {
        var answer = intake.send(
                request -> request.setHeader("Content-Type", "application/x-www-form-urlencoded")
                        .header("X-GitHub-Event", "issues")
                        .header("X-Hub-Signature-256", Intake.signature("payload=%7B%7D")),
                "payload=%7B%7D".getBytes(StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("set the webhook's content type to application/json");
    }

    @Test
    void answersWithSuccessAndDoesNothingForWhatDoesNotConcernIt() {
        var before = counted("ignored");

        assertThat(intake.deliver("ping", "{\"zen\":\"Keep it logically awesome.\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(intake.deliver("issues", OPENED.replace("opened", "pinned")).statusCode())
                .isEqualTo(200);
        assertThat(intake.deliver("issues", OPENED.replace("migrate-my-data", "bug"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(intake.deliver("issues", OPENED.replace("acme/infra", "acme/other"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(intake.deliver(
                                "issue_comment",
                                OPENED.replace("opened", "created")
                                        .replace("\"labels\"", "\"pull_request\":{},\"labels\""))
                        .statusCode())
                .isEqualTo(200);
        assertThat(counted("ignored")).isEqualTo(before + 5);
    }

    @Test
    void takesEveryDeliveryThatGitHubMaySend() {
        var padding = "[" + ("\"" + "x".repeat(1024 * 1024) + "\",").repeat(24) + "1]";

        assertThat(intake.deliver("issues", OPENED.replace("\"opened\"", "\"opened\",\"padding\":" + padding))
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        var tooLarge = new byte[25 * 1024 * 1024 + 1];
        var before = counted("too_large");

        assertThat(intake.send(request -> request.header("X-GitHub-Event", "issues"), tooLarge)
                        .statusCode())
                .isEqualTo(413);
        assertThat(counted("too_large")).isEqualTo(before + 1);
    }

    @Test
    void refusesABodyThatTurnsOutTooLarge() {
        var tooLarge = new byte[26 * 1024 * 1024];
        var chunked = HttpRequest.newBuilder(intake.webhook())
                .timeout(Duration.ofMinutes(1))
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooLarge)))
                .build();

        assertThat(intake.exchange(chunked).statusCode()).isEqualTo(413);
    }

    @Test
    void tellsHowItIs() {
        assertThat(intake.get("/health").body()).contains("github", "poller", "issue reader");
        assertThat(intake.get("/health").statusCode()).isEqualTo(200);
        assertThat(intake.get("/health/readiness").statusCode()).isEqualTo(200);
        assertThat(intake.get("/prometheus").body()).contains("movein_github_requests_total");
    }

    private static double counted(String result) {
        return intake.get("/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("movein_webhooks_total") && line.contains("\"" + result + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
