package io.movein.cluster;

import io.movein.local.demo.FilledForm;
import io.movein.local.github.GitHubUser;
import io.movein.local.stack.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assertions;

/** A migration issue as people see and use it over the API; a GitHub that is away for a while is asked again. */
final class TrialIssue {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final String REVIEW = "<!-- movein:review ";
    private static final String APPROVED = "operator:approved";

    private final PortForward github;
    private final int number;

    private TrialIssue(PortForward github, int number) {
        this.github = github;
        this.number = number;
    }

    static TrialIssue filed(PortForward github, FilledForm form) {
        return filed(github, "capability-owner", form);
    }

    static TrialIssue filed(PortForward github, String login, FilledForm form) {
        var issue = as(github, login).file("Migrate my data", form.body(), List.of("migrate-my-data"));
        // over the API, labels of somebody without write access are dropped; the form in a browser sets them
        as(github, "operator").label(issue.number(), "migrate-my-data");
        return new TrialIssue(github, issue.number());
    }

    static GitHubUser as(PortForward github, String login) {
        return again(() -> GitHubUser.of(github.url(), "acme/platform", login));
    }

    int number() {
        return number;
    }

    void awaitComment(String start, String text) {
        await(
                "a comment " + start + "… with '" + text + "'",
                issue -> comments().stream().anyMatch(body -> body.startsWith(start) && body.contains(text)));
    }

    /** The newest review comment, with its seal. */
    String review() {
        awaitComment(REVIEW, "");
        return comments().stream()
                .filter(body -> body.startsWith(REVIEW))
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    /** Written again, as under another secret. */
    void awaitReviewOtherThan(String before) {
        await("a review comment that was written again", _ -> !review().equals(before));
    }

    void awaitState(String state) {
        await("state " + state, issue -> issue.has("state:" + state));
    }

    void awaitClosed() {
        await("closed", issue -> issue.state().equals("closed") && issue.has("state:closed"));
    }

    /** Approves as soon as a review comment says that this run may be approved. */
    void approve(int run) {
        approve(run, "operator");
    }

    void approve(int run, String login) {
        awaitComment(REVIEW, "run=" + run + " ");
        await("answer to the label before", issue -> !issue.has(APPROVED));
        awaitTheNextSecond();
        label(login, APPROVED);
    }

    void reject(String login) {
        label(login, "operator:rejected");
    }

    private void label(String login, String label) {
        again(() -> {
            as(github, login).label(number, label);
            return true;
        });
    }

    /** A label of the very second of the review comment is refused: nobody can have read it. The node has this machine's clock. */
    private static void awaitTheNextSecond() {
        var shown = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        while (!Instant.now().truncatedTo(ChronoUnit.SECONDS).isAfter(shown)) {
            pause();
        }
    }

    void says(String comment) {
        again(() -> {
            as(github, "capability-owner").comment(number, comment);
            return true;
        });
    }

    List<String> comments() {
        return again(() -> as(github, "operator").comments(number).stream()
                .filter(comment -> comment.author().equals("movein[bot]"))
                .map(GitHubUser.Comment::body)
                .toList());
    }

    private void await(String what, Predicate<GitHubUser.Issue> enough) {
        var until = Instant.now().plus(LIMIT);
        while (!enough.test(again(() -> as(github, "operator").issue(number)))) {
            if (Instant.now().isAfter(until)) {
                Assertions.fail("issue #%d: no %s within %s; comments:%n%s"
                        .formatted(number, what, LIMIT, String.join("\n---\n", comments())));
            }
            pause();
        }
    }

    private static <T> T again(Supplier<T> call) {
        var until = Instant.now().plusSeconds(60);
        while (true) {
            try {
                return call.get();
            } catch (Trouble | IllegalStateException e) {
                if (Instant.now().isAfter(until)) {
                    throw e;
                }
                pause();
            }
        }
    }

    static void pause() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
