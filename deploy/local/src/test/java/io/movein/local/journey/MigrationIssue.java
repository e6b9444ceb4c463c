package io.movein.local.journey;

import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.IssueEdit;
import io.movein.standin.github.model.Label;
import io.movein.standin.github.model.StoredComment;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;
import org.assertj.core.api.Assertions;

/** A migration issue as its owner and the operator see and use it. */
final class MigrationIssue {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String BOT = "movein[bot]";

    private final GitHubModel github;
    private final String owner;
    private final int number;

    private MigrationIssue(GitHubModel github, String owner, int number) {
        this.github = github;
        this.owner = owner;
        this.number = number;
    }

    static MigrationIssue filed(GitHubModel github, String owner, String body) {
        return new MigrationIssue(
                github,
                owner,
                github.openWithForm(owner, "Migrate my data", body, List.of("migrate-my-data"))
                        .number());
    }

    static String body(int onboarding, String image, String mode) {
        return """
                ### Onboarding issue

                #%d

                ### Source

                old host

                ### Image

                %s

                ### Mode

                %s

                ### Additional CPU

                100m

                ### Additional memory

                64Mi

                ### Additional storage

                16Mi

                ### Egress

                127.0.0.1:9

                ### Destination interfaces

                storage:9000

                ### Secrets

                old-host

                ### Re-run contract

                safe on populated destination

                ### Supports resume

                no

                ### Expected runtime

                5m
                """.formatted(onboarding, image, mode);
    }

    int number() {
        return number;
    }

    void says(String comment) {
        github.comment(owner, number, comment);
    }

    void says(String who, String comment) {
        github.comment(who, number, comment);
    }

    void edits(String body) {
        github.edit(owner, number, IssueEdit.body(body));
    }

    void isLabelled(String who, String label) {
        github.addLabels(who, number, List.of(label));
    }

    /** Approves as soon as a review comment says that this run may be approved. */
    void isApproved(int run) throws InterruptedException {
        awaitComment("<!-- movein:review ", "run=" + run + " ");
        awaitTheNextSecond();
        isLabelled("operator", "operator:approved");
    }

    /** A label of the very second of the review comment is refused: nobody can have read it. */
    private void awaitTheNextSecond() throws InterruptedException {
        var shown = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        await(
                "the next second",
                _ -> Instant.now().truncatedTo(ChronoUnit.SECONDS).isAfter(shown));
    }

    /** The newest comment of Movein's that begins with this marker and contains this text. */
    String awaitComment(String marker, String text) throws InterruptedException {
        await(
                "a comment " + marker + "… with '" + text + "'",
                all -> all.stream().anyMatch(body -> body.startsWith(marker) && body.contains(text)));
        return botComments().stream()
                .filter(body -> body.startsWith(marker) && body.contains(text))
                .toList()
                .getLast();
    }

    /** As it is the key of every record. */
    String id() {
        return "acme/platform#" + number;
    }

    /** Where the operator's page shows it. */
    String pagePath() {
        return "/migrations/acme/platform/" + number;
    }

    void awaitState(String state) throws InterruptedException {
        await("label state:" + state, _ -> labels().contains("state:" + state));
    }

    void awaitClosed() throws InterruptedException {
        await(
                "a closed issue",
                _ -> !github.issue(number).open()
                        && labels().stream()
                                .filter(label -> label.startsWith("state:"))
                                .toList()
                                .equals(List.of("state:closed")));
    }

    List<String> labels() {
        return github.labelsOf(number).stream().map(Label::name).toList();
    }

    String closedAs() {
        return String.valueOf(github.issue(number).stateReason());
    }

    List<String> botComments() {
        return github.comments(number).stream()
                .filter(comment -> comment.author().equals(BOT))
                .map(StoredComment::body)
                .toList();
    }

    private void await(String what, Predicate<List<String>> enough) throws InterruptedException {
        var until = Instant.now().plus(LIMIT);
        while (!enough.test(botComments())) {
            if (Instant.now().isAfter(until)) {
                Assertions.fail(
                        "no %s within %s; labels %s, comments:%n%s",
                        what, LIMIT, labels(), String.join("\n---\n", botComments()));
            }
            Thread.sleep(30);
        }
    }
}
