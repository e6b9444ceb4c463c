package io.movein.intake.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.activity.IssueActivity;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.intake.RecordingPublisher;
import io.movein.intake.publish.Hints;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class WebhookTest {

    private static final String ID = "72d3162e-cc78-11e3-81ab-4c9367dc0958";
    private static final String OPENED = """
        {"action":"opened","issue":{"number":17,"labels":[{"name":"migrate-my-data"}]},"repository":{"full_name":"acme/infra"},
         "sender":{"login":"ada","id":1001}}
        """;

    private final RecordingPublisher kafka = new RecordingPublisher();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Signature signature = new Signature("secret");
    private Optional<Long> me = Optional.of(9001L);
    private final Webhook webhook = new Webhook(
            signature,
            "acme/infra",
            new Hints("acme/infra", kafka, InstantSource.fixed(Instant.EPOCH), meters),
            () -> me,
            meters);

    @Test
    void acceptsADeliveryOnceItsHintIsSafe() {
        var receipt = receive("issues", OPENED);

        assertThat(receipt).isEqualTo(Receipt.ACCEPTED);
        assertThat(kafka.published()).singleElement().satisfies(published -> {
            assertThat(published.topic()).isEqualTo(Topic.ISSUE_ACTIVITY);
            assertThat(published.message().id()).isEqualTo(ID);
            assertThat(published.message().migration()).isEqualTo(new MigrationId("acme", "infra", 17));
            assertThat(published.message().body())
                    .isEqualTo(new IssueActivity("acme/infra#17", "webhook issues.opened", ID, null));
        });
        assertThat(counted("accepted")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"issues,edited", "issues,closed", "issues,reopened", "issue_comment,created", "issue_comment,edited"})
    void acceptsWhatMayAskForSomething(String event, String action) {
        assertThat(receive(event, OPENED.replace("opened", action))).isEqualTo(Receipt.ACCEPTED);
    }

    @ParameterizedTest
    @CsvSource({
        "pull_request,opened,movein/plan-17/mapping-2,ACCEPTED",
        "pull_request,synchronize,movein/plan-17/mapping,ACCEPTED",
        "pull_request,closed,movein/plan-17/mapping,ACCEPTED",
        "pull_request_review,submitted,movein/plan-17/cutover,ACCEPTED",
        "pull_request,labeled,movein/plan-17/mapping,IGNORED",
        "pull_request,opened,movein/plan-17/elsewhere,IGNORED",
        "pull_request,opened,main,IGNORED",
        "push,opened,movein/plan-17/mapping,IGNORED"
    })
    void hintsThePullRequestsOfAPlanWhoeverChangedThem(String event, String action, String branch, Receipt expected) {
        var payload = """
                {"action":"%s","number":31,"pull_request":{"number":31,"head":{"ref":"%s"}},
                 "repository":{"full_name":"acme/infra"},"sender":{"login":"movein[bot]","id":9001}}
                """.formatted(action, branch);

        assertThat(receive(event, payload)).isEqualTo(expected);

        if (expected == Receipt.ACCEPTED) {
            var activity = new IssueActivity("acme/infra#17", "webhook " + event + "." + action, ID, 31);
            assertThat(kafka.bodies()).containsExactly(activity);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10000000000", "2147483648", "17.5", "\"17\"", "-1", "0", "null", "1e3", "{}"})
    void doesNothingForANumberThatNoIssueHas(String number) {
        assertThat(receive("issues", OPENED.replace("17", number))).isEqualTo(Receipt.IGNORED);
    }

    @Test
    void goesOnReadingAMigrationWhoseLabelWasTakenOff() {
        var unlabeled = OPENED.replace("\"opened\"", "\"unlabeled\",\"label\":{\"name\":\"migrate-my-data\"}");

        assertThat(receive(
                        "issues", unlabeled.replace("\"name\":\"migrate-my-data\"}]", "\"name\":\"state:queued\"}]")))
                .isEqualTo(Receipt.ACCEPTED);
    }

    @ParameterizedTest
    @CsvSource({
        "Migrate-My-Data,ACCEPTED",
        "Operator:Approved,ACCEPTED",
        "operator:question,ACCEPTED",
        "migrate-my-data,ACCEPTED",
        "operator:approved,ACCEPTED",
        "operator:destination-wiped,ACCEPTED",
        "operator:node-off,ACCEPTED",
        "state:running,IGNORED",
        "bug,IGNORED"
    })
    void acceptsOnlyLabelsThatMatter(String label, Receipt expected) {
        var labeled = OPENED.replace("\"opened\"", "\"labeled\",\"label\":{\"name\":\"" + label + "\"}");

        assertThat(receive("issues", labeled)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "issues,pinned",
        "issues,unlabeled",
        "issue_comment,deleted",
        "issue_comment,pinned",
        "push,opened",
        "ping,''",
        "'',opened"
    })
    void doesNothingForAnUnknownEventOrAction(String event, String action) {
        assertThat(receive(event, OPENED.replace("opened", action))).isEqualTo(Receipt.IGNORED);
        assertThat(kafka.published()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"action\":\"opened\"}",
                "{\"action\":\"opened\",\"issue\":{\"number\":\"x\"},\"repository\":{\"full_name\":\"acme/infra\"}}"
            })
    void doesNothingForAPayloadWithoutAnIssue(String body) {
        assertThat(receive("issues", body)).isEqualTo(Receipt.IGNORED);
    }

    @Test
    void doesNothingForWhatMoveinItselfDid() {
        var mine = OPENED.replace("opened", "closed").replace("1001", "9001");

        assertThat(receive("issues", mine)).isEqualTo(Receipt.IGNORED);
        assertThat(receive("issues", mine.replace("9001", "2001"))).isEqualTo(Receipt.ACCEPTED);

        me = Optional.empty();
        assertThat(receive("issues", mine)).isEqualTo(Receipt.ACCEPTED);
    }

    @Test
    void doesNothingForAPullRequestsComment() {
        var body = OPENED.replace("opened", "created")
                .replace("\"number\":17", "\"number\":17,\"pull_request\":{\"url\":\"x\"}");

        assertThat(receive("issue_comment", body)).isEqualTo(Receipt.IGNORED);
    }

    @Test
    void doesNothingForAnIssueWithoutTheLabel() {
        assertThat(receive("issues", OPENED.replace("migrate-my-data", "bug"))).isEqualTo(Receipt.IGNORED);
    }

    @Test
    void doesNothingForAnotherRepository() {
        assertThat(receive("issues", OPENED.replace("acme/infra", "acme/other")))
                .isEqualTo(Receipt.IGNORED);
    }

    @Test
    void refusesADeliveryWithoutARightSignature() {
        assertThat(receive(null, OPENED)).isEqualTo(Receipt.UNSIGNED);
        assertThat(receive("sha256=abc", OPENED)).isEqualTo(Receipt.BADLY_SIGNED);
        assertThat(receive("sha256=" + "0".repeat(64), OPENED)).isEqualTo(Receipt.WRONGLY_SIGNED);
        assertThat(kafka.published()).isEmpty();
        assertThat(counted("unsigned") + counted("badly_signed") + counted("wrongly_signed"))
                .isEqualTo(3);
    }

    @Test
    void logsARefusalWithoutTheBody() {
        var log = (Logger) LoggerFactory.getLogger(Webhook.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        log.addAppender(lines);

        receive("sha256=" + "0".repeat(64), OPENED);

        log.detachAppender(lines);
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "webhook " + ID + " refused: X-Hub-Signature-256 does not match the body; the secrets differ ("
                                + OPENED.length() + " bytes)");
    }

    @Test
    void doesNotParseBeforeTheSignatureIsRight() {
        assertThat(receive("sha256=" + "0".repeat(64), "no json").status()).isEqualTo(401);
        assertThat(receiveSigned("issues", "no json")).isEqualTo(Receipt.NOT_JSON);
        assertThat(receiveSigned("issues", "")).isEqualTo(Receipt.NOT_JSON);
    }

    @Test
    void acceptsNothingThatIsNotSafe() {
        kafka.goAway();

        assertThat(receive("issues", OPENED)).isEqualTo(Receipt.NOT_SAFE);

        kafka.comeBack();
        assertThat(receive("issues", OPENED)).isEqualTo(Receipt.ACCEPTED);
    }

    @Test
    void doesNotRepeatAForgedDeliveryId() {
        var delivery = new Delivery(null, "issues", "x\nfake log line", new byte[0]);

        assertThat(delivery.name()).isEqualTo("without-id");
    }

    private Receipt receive(@Nullable String eventOrSignature, String body) {
        return eventOrSignature == null || eventOrSignature.startsWith("sha256=")
                ? webhook.receive(new Delivery(eventOrSignature, "issues", ID, bytes(body)))
                : receiveSigned(eventOrSignature, body);
    }

    private Receipt receiveSigned(String event, String body) {
        var header = "sha256=" + HexFormat.of().formatHex(signature.sign(bytes(body)));
        return webhook.receive(new Delivery(header, event, ID, bytes(body)));
    }

    private double counted(String result) {
        return meters.counter("movein.webhooks", "result", result).count();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
