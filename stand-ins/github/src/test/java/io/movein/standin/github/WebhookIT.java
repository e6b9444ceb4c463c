package io.movein.standin.github;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.movein.standin.github.model.IssueEdit;
import io.movein.standin.github.webhook.Delivery;
import io.movein.standin.github.webhook.DeliverySignature;
import io.movein.testkit.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookIT {

    private static final String SECRET = "It's a Secret to Everybody";

    private record Received(String id, String event, String signature, byte[] body) {

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        String action() {
            return text().replaceAll("^\\{\"action\":\"(\\w+)\".*", "$1");
        }
    }

    @TempDir
    Path data;

    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

    @AutoClose
    private final LoopbackServer receiver = new LoopbackServer(this::receive);

    private LocalGitHub github;

    @BeforeEach
    void start() throws IOException {
        github = LocalGitHub.start(GitHubConfig.of("acme/platform", data));
        github.deliverTo(URI.create(receiver.url() + "/webhook"), SECRET);
    }

    @AfterEach
    void stop() throws IOException {
        github.close();
    }

    private void receive(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        received.add(new Received(
                headers.getFirst("X-GitHub-Delivery"),
                headers.getFirst("X-GitHub-Event"),
                headers.getFirst("X-Hub-Signature-256"),
                exchange.getRequestBody().readAllBytes()));
        LoopbackServer.status(exchange, 202);
    }

    @Test
    void deliversWhatHappensSignedOverItsBytes() throws Exception {
        github.model().openWithForm("capability-owner", "Move", "body", List.of("migrate-my-data"));

        var deliveries = next(2);

        assertThat(deliveries).extracting(Received::event).containsOnly("issues");
        assertThat(deliveries).extracting(Received::action).containsExactlyInAnyOrder("opened", "labeled");
        assertThat(deliveries).allSatisfy(got -> {
            assertThat(got.signature()).isEqualTo(DeliverySignature.of(SECRET, got.body()));
            assertThat(got.text())
                    .contains(
                            "\"sender\":{\"login\":\"capability-owner\",\"id\":1001",
                            "\"full_name\":\"acme/platform\"");
        });
    }

    @Test
    void tellsCommentsWithTheirIssue() throws Exception {
        var issue = github.model().open("capability-owner", "Move", "body", List.of());
        next(1);

        var comment = github.model().comment("operator", issue.number(), "one");
        var created = next(1).getFirst();
        github.model().editComment("operator", comment.id(), "two");
        var edited = next(1).getFirst();
        github.model().deleteComment("operator", comment.id());
        var deleted = next(1).getFirst();

        assertThat(List.of(created, edited, deleted))
                .extracting(Received::event)
                .containsOnly("issue_comment");
        assertThat(List.of(created, edited, deleted))
                .extracting(Received::action)
                .containsExactly("created", "edited", "deleted");
        assertThat(edited.text())
                .contains("\"changes\":{\"body\":{\"from\":\"one\"}}", "\"body\":\"two\"", "\"number\":1");
    }

    @Test
    void tellsWhoSetALabel() throws Exception {
        var issue = github.model().open("capability-owner", "Move", "body", List.of());
        next(1);

        github.model().addLabels("outsider", issue.number(), List.of("operator:approved"));
        var labeled = next(1).getFirst();
        github.model().edit("operator", issue.number(), IssueEdit.close("completed"));
        var closed = next(1).getFirst();

        assertThat(labeled.text())
                .startsWith("{\"action\":\"labeled\"")
                .contains(
                        "\"label\":{",
                        "\"name\":\"operator:approved\"",
                        "\"sender\":{\"login\":\"outsider\",\"id\":3001");
        assertThat(closed.text()).contains("\"state\":\"closed\"", "\"state_reason\":\"completed\"");
    }

    @Test
    void tellsPushesPullRequestsReviewsAndStatuses() throws Exception {
        var git = github.model().git();
        var pulls = github.model().pulls();
        git.createBranch("operator", "acme:plan", git.commit("main").sha());
        var head = git.writeByHand("operator", "acme:plan", "One", "a.yaml", "a: 1")
                .sha();
        next(2);

        var pull = pulls.open("movein[bot]", "Assessment", "", "plan", "main");
        var opened = next(1).getFirst();
        pulls.review("operator", pull.number(), "APPROVE", "", null);
        var reviewed = next(1).getFirst();
        git.status("movein[bot]", head, "failure", "movein", "2 problems", null);
        var status = next(1).getFirst();
        var moved = git.writeByHand("operator", "acme:plan", "Two", "a.yaml", "a: 2")
                .sha();
        var pushed = next(2);
        pulls.merge("operator", pull.number(), moved, null, "merge");
        var merged = next(2);

        assertThat(opened.text())
                .startsWith("{\"action\":\"opened\"")
                .contains("\"pull_request\":{", "\"ref\":\"plan\",\"sha\":\"" + head);
        assertThat(reviewed.event()).isEqualTo("pull_request_review");
        assertThat(reviewed.text()).contains("\"state\":\"approved\"", "\"commit_id\":\"" + head, "\"id\":2001");
        assertThat(status.event()).isEqualTo("status");
        assertThat(status.text()).contains("\"sha\":\"" + head, "\"state\":\"failure\"");
        assertThat(pushed).extracting(Received::event).containsExactlyInAnyOrder("push", "pull_request");
        assertThat(pushed).allSatisfy(got -> assertThat(got.text()).contains("\"after\":\"" + moved));
        assertThat(merged).extracting(Received::event).containsExactlyInAnyOrder("push", "pull_request");
        assertThat(merged)
                .anySatisfy(got -> assertThat(got.text())
                        .startsWith("{\"action\":\"closed\"")
                        .contains("\"merged\":true"));
    }

    @Test
    void dropsDuplicatesAndReorders() throws Exception {
        var model = github.model();
        github.faults().dropNextDeliveries(1);
        github.faults().duplicateNextDeliveries(1);
        github.faults().reorderNextDeliveries(2);

        model.open("operator", "dropped", "", List.of());
        model.open("operator", "twice", "", List.of());
        var twice = next(2);
        model.open("operator", "first", "", List.of());
        model.open("operator", "second", "", List.of());
        var backwards = next(2);

        assertThat(twice).allSatisfy(got -> assertThat(got.text()).contains("\"title\":\"twice\""));
        assertThat(twice.get(0).id()).isEqualTo(twice.get(1).id());
        assertThat(backwards.get(0).text()).contains("\"title\":\"second\"");
        assertThat(backwards.get(1).text()).contains("\"title\":\"first\"");
        assertThat(github.deliveries().log()).extracting(Delivery::outcome).startsWith("dropped");
    }

    @Test
    void delaysADeliveryAndSendsAgainWhenAsked() throws Exception {
        github.faults().delayNextDeliveries(1, Duration.ofMillis(1_500));
        github.model().open("operator", "late", "", List.of());
        github.model().open("operator", "prompt", "", List.of());

        var both = next(2);
        github.deliveries().redeliver(both.getFirst().id());
        var again = next(1).getFirst();

        assertThat(both.get(0).text()).contains("prompt");
        assertThat(both.get(1).text()).contains("late");
        assertThat(again.id()).isEqualTo(both.getFirst().id());
    }

    private List<Received> next(int count) throws InterruptedException {
        var got = new ArrayList<Received>();
        for (var i = 0; i < count; i++) {
            var one = received.poll(10, TimeUnit.SECONDS);
            assertThat(one).as("delivery " + (i + 1) + " of " + count).isNotNull();
            got.add(one);
        }
        return got;
    }
}
