package io.movein.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.command.ApproveMigration;
import io.movein.command.ChoosePlan;
import io.movein.command.CloseIssue;
import io.movein.command.ConfirmValidation;
import io.movein.command.RefuseCommand;
import io.movein.command.ReopenIssue;
import io.movein.command.RequestMigration;
import io.movein.command.ShowHelp;
import io.movein.command.ShowStatus;
import io.movein.contract.Message;
import io.movein.contract.Topic;
import io.movein.contract.issue.CommentSeal;
import io.movein.contract.issue.Marker;
import io.movein.intake.form.Forms;
import io.movein.model.Actor;
import io.movein.model.OnboardingIssue;
import io.movein.model.Role;
import io.movein.standin.github.GitHubConfig;
import io.movein.standin.github.LocalGitHub;
import io.movein.standin.github.faults.AnswerFault;
import io.movein.standin.github.faults.DeliveryFault;
import io.movein.standin.github.model.IssueEdit;
import io.movein.testkit.KafkaForTests;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From what people do on an issue to commands on the topic. */
class JourneyIT {

    private static final Duration NEVER = Duration.ofHours(1);

    @TempDir
    private Path data;

    private String kafka;
    private LocalGitHub github;
    private int onboarding;

    @BeforeEach
    void start() throws Exception {
        kafka = KafkaForTests.start().bootstrapServers();
        KafkaForTests.start().removeTopics();
        github = LocalGitHub.start(GitHubConfig.of("acme/infra", data));
        onboarding = github.model()
                .openWithForm("capability-owner", "Onboard", "", List.of("onboard-my-capability"))
                .number();
    }

    @AfterEach
    void stop() throws Exception {
        github.close();
    }

    @Test
    void aFiledIssueItsApprovalAndItsValidationBecomeCommands() throws Exception {
        try (var intake = Intake.start(kafka, github.url(), NEVER);
                var commands = new TopicReader(kafka, Topic.COMMANDS)) {
            github.deliverTo(intake.webhook(), Intake.SECRET);

            var issue = file();
            var request = (RequestMigration) commands.until("the request", has(RequestMigration.class))
                    .getFirst()
                    .body();
            github.model()
                    .comment(
                            "movein[bot]",
                            issue,
                            CommentSeal.plain()
                                    .comment(
                                            new Marker.Review(request.getRevision(), 1, "acme/infra#2", 3), "Passed."));
            awaitTheNextSecond();
            github.model().addLabels("operator", issue, List.of("operator:approved"));
            var approval = (ApproveMigration) commands.until("the approval", has(ApproveMigration.class))
                    .getLast()
                    .body();
            github.model()
                    .comment(
                            "movein[bot]",
                            issue,
                            CommentSeal.plain().comment(new Marker.Report(1, "acme/infra#2", 9), "Done."));
            github.model().comment("capability-owner", issue, "Looks good.\n\n/validated");
            var validation = (ConfirmValidation) commands.until("the validation", has(ConfirmValidation.class))
                    .getLast()
                    .body();

            assertThat(request.getProblems()).isEmpty();
            assertThat(request.getActor()).isEqualTo(new Actor(1001L, "capability-owner", List.of(Role.AUTHOR)));
            assertThat(request.getOnboarding())
                    .isEqualTo(new OnboardingIssue(onboarding, true, true, "open", null, 1001L));
            assertThat(approval.getActor()).isEqualTo(new Actor(2001L, "operator", List.of(Role.OPERATOR)));
            assertThat(approval.getRevision()).isEqualTo(request.getRevision());
            assertThat(approval.getRun()).isEqualTo(1);
            assertThat(validation.getRun()).isEqualTo(1);
            assertThat(commands.now()).extracting(Message::id).doesNotHaveDuplicates();
        }
    }

    @Test
    void wordsThatSomebodyElsePutIntoACommentAndAnApprovalOfWhatTheyChangedCountForNobody() {
        try (var intake = Intake.start(kafka, github.url(), NEVER);
                var commands = new TopicReader(kafka, Topic.COMMANDS)) {
            var issue = file();
            var said = github.model().comment("capability-owner", issue, "thank you");
            github.model().editComment("operator", said.id(), "/plan abandon");
            var review = new Marker.Review("ab12cd34ef56", 1, "acme/infra#" + issue, 3);
            var shown = github.model()
                    .comment("movein[bot]", issue, CommentSeal.plain().comment(review, "evil/image"));
            github.model().editComment("operator", shown.id(), shown.body().replace("evil", "good"));
            github.model().addLabels("operator", issue, List.of("Operator:Approved"));
            github.deliverTo(intake.webhook(), Intake.SECRET);
            github.model().comment("capability-owner", issue, "/status");

            var refused = commands.until(
                    "both refusals",
                    found -> found.stream()
                                    .filter(message -> message.body() instanceof RefuseCommand)
                                    .count()
                            == 2);

            assertThat(refused)
                    .filteredOn(message -> message.body() instanceof RefuseCommand)
                    .extracting(message -> ((RefuseCommand) message.body()).getCode())
                    .containsExactlyInAnyOrder("edited-comment", "tampered-comment");
            assertThat(refused).noneMatch(message -> message.body() instanceof ChoosePlan);
        }
    }

    @Test
    void theHundredAndFirstCommentIsReadToo() {
        try (var intake = Intake.start(kafka, github.url(), NEVER);
                var commands = new TopicReader(kafka, Topic.COMMANDS)) {
            var issue = file();
            for (int i = 0; i < 99; i++) {
                github.model().comment("outsider", issue, "me too");
            }
            github.deliverTo(intake.webhook(), Intake.SECRET);
            github.model().comment("capability-owner", issue, "/status");
            commands.until("the hundredth", has(ShowStatus.class));

            github.model().comment("capability-owner", issue, "/help");

            commands.until("the hundred and first", has(ShowHelp.class));
        }
    }

    @Test
    void onePassing404LosesNothing() {
        try (var intake = Intake.start(kafka, github.url(), NEVER);
                var commands = new TopicReader(kafka, Topic.COMMANDS)) {
            github.deliverTo(intake.webhook(), Intake.SECRET);
            for (var answer : List.of(
                    new AnswerFault.Page(
                            200,
                            Map.of(),
                            "{\"data\":{\"repository\":{\"issue\":null}},\"errors\":[{\"type\":\"NOT_FOUND\",\"path\":[\"repository\",\"issue\"]}]}"),
                    new AnswerFault.Page(404, Map.of(), "{\"message\":\"Not Found\"}"),
                    new AnswerFault.Page(200, Map.of(), ""),
                    new AnswerFault.Page(502, Map.of("Content-Type", "text/html"), "<html>"))) {
                github.faults().answerNext(1, "POST", "/graphql", answer);
            }

            file();

            commands.until("the request", has(RequestMigration.class));
        }
    }

    @Test
    void closingAndReopeningAreTold() {
        try (var intake = Intake.start(kafka, github.url(), NEVER);
                var commands = new TopicReader(kafka, Topic.COMMANDS)) {
            github.deliverTo(intake.webhook(), Intake.SECRET);
            var issue = file();
            github.model().edit("capability-owner", issue, new IssueEdit(null, null, false, "completed", null));
            commands.until("the closing", has(CloseIssue.class));

            github.model().edit("capability-owner", issue, new IssueEdit(null, null, true, null, null));

            commands.until("the reopening", has(ReopenIssue.class));
        }
    }

    @Test
    void whatHappenedWhileNobodyListenedIsFoundAtTheStart() {
        var issue = file();
        github.model().addLabels("outsider", issue, List.of("operator:rejected"));

        try (var intake = Intake.start(kafka, github.url(), NEVER);
                var commands = new TopicReader(kafka, Topic.COMMANDS)) {
            assertThat(commands.until("both commands", found -> found.size() == 2))
                    .extracting(message -> message.body().getSchema().getName())
                    .containsExactly("RequestMigration", "RejectMigration");
            assertThat(intake.get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aLostWebhookCostsAPoll() {
        try (var intake = Intake.start(kafka, github.url(), Duration.ofMillis(300));
                var commands = new TopicReader(kafka, Topic.COMMANDS)) {
            github.deliverTo(intake.webhook(), Intake.SECRET);
            github.faults().dropNextDeliveries(1_000);

            file();

            commands.until("the request", has(RequestMigration.class));
        }
    }

    @Test
    void duplicatedAndReorderedDeliveriesSayNothingTwice() {
        try (var intake = Intake.start(kafka, github.url(), NEVER);
                var commands = new TopicReader(kafka, Topic.COMMANDS)) {
            github.deliverTo(intake.webhook(), Intake.SECRET);
            github.faults().reorderNextDeliveries(2);
            var issue = file();
            github.faults().nextDeliveries(3, new DeliveryFault.Duplicate());
            for (var word : List.of("/status", "/help", "/stop")) {
                github.model().comment("capability-owner", issue, word);
            }

            commands.until(
                    "the three",
                    found -> found.stream()
                                    .filter(message -> message.id().startsWith("comment:"))
                                    .count()
                            == 3);

            assertThat(commands.now()).extracting(Message::id).doesNotHaveDuplicates();
        }
    }

    @Test
    void anEditedIssueAsksAgainWithTheSameIdsAfterARestart() {
        var issue = file();
        List<String> before;
        try (var intake = Intake.start(kafka, github.url(), NEVER);
                var commands = new TopicReader(kafka, Topic.COMMANDS)) {
            before = commands.until("the request", has(RequestMigration.class)).stream()
                    .map(Message::id)
                    .toList();
            assertThat(intake.get("/health").statusCode()).isEqualTo(200);
        }
        try (var intake = Intake.start(kafka, github.url(), NEVER);
                var commands = new TopicReader(kafka, Topic.COMMANDS)) {
            var again = commands.until("the same request again", found -> found.size() == 2);
            github.deliverTo(intake.webhook(), Intake.SECRET);
            github.model().edit("capability-owner", issue, IssueEdit.body(body().replace("\nlive\n", "\ndry-run\n")));
            var edited = commands.until("the edited request", found -> found.size() == 3);

            assertThat(again).extracting(Message::id).containsExactly(before.getFirst(), before.getFirst());
            assertThat(edited.getLast().id()).isNotEqualTo(before.getFirst());
        }
    }

    @Test
    void readsLaterWhatGitHubRefusesForAWhile() {
        file();
        github.faults().answerNext(3, "POST", "/graphql", new AnswerFault.SecondaryLimit(429, Duration.ofSeconds(1)));

        try (var intake = Intake.start(kafka, github.url(), NEVER);
                var commands = new TopicReader(kafka, Topic.COMMANDS)) {
            commands.until("the request", has(RequestMigration.class));
            assertThat(intake.get("/prometheus").body()).contains("movein_github_limited_total");
        }
    }

    @Test
    void staysReadyForWebhooksWhileGitHubIsAway() throws Exception {
        var url = github.url();
        github.close();

        try (var intake = Intake.start(kafka, url, NEVER)) {
            var until = Instant.now().plusSeconds(20);
            while (!intake.get("/prometheus").body().contains("movein_github_reachable 0.0")
                    && Instant.now().isBefore(until)) {
                LockSupport.parkNanos(2_000_000);
            }

            assertThat(intake.get("/health").body()).contains("DEGRADED", "got no answer");
            assertThat(intake.get("/health/readiness").statusCode()).isEqualTo(200);
            assertThat(intake.get("/health/liveness").statusCode()).isEqualTo(200);
        }
    }

    /** A label of the very second of a review comment approves nothing. */
    private static void awaitTheNextSecond() {
        var now = Instant.now().getEpochSecond();
        while (Instant.now().getEpochSecond() == now) {
            LockSupport.parkNanos(2_000_000);
        }
    }

    private int file() {
        return github.model()
                .openWithForm("capability-owner", "Move my data", body(), List.of("migrate-my-data"))
                .number();
    }

    private String body() {
        return Forms.COMPLETE.replace("#12", "#" + onboarding);
    }

    private static Predicate<List<Message<?>>> has(Class<?> type) {
        return found -> found.stream().anyMatch(message -> type.isInstance(message.body()));
    }
}
