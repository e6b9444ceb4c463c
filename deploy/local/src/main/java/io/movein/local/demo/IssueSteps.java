package io.movein.local.demo;

import io.movein.local.github.GitHubUser;
import io.movein.local.screen.Screen;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What an owner and an operator do on an issue, and what they wait for; each step says what failed, and whose log to read. */
record IssueSteps(GitHubUser owner, GitHubUser operator, Screen screen) {
    static final Duration ANSWER = Duration.ofSeconds(60);

    /** A label of the very second of the review comment is refused: nobody can have read it. */
    void approve(int issue) throws InterruptedException {
        TimeUnit.SECONDS.sleep(2);
        operator.label(issue, "operator:approved");
        screen.did(operator.login(), "set the label operator:approved");
    }

    GitHubUser.Comment awaitComment(int issue, String marker, String text, String what) throws InterruptedException {
        Predicate<GitHubUser.Comment> wanted =
                comment -> comment.body().startsWith(marker) && comment.body().contains(text);
        var comments = await(
                what,
                "reporter",
                () -> owner.comments(issue),
                all -> all.stream().anyMatch(wanted));
        return comments.stream().filter(wanted).findFirst().orElseThrow();
    }

    void show(GitHubUser.Comment comment) {
        screen.did(comment.author(), "commented:");
        screen.comment(comment.body());
    }

    static <T> T await(String what, String service, Supplier<T> look, Predicate<T> enough) throws InterruptedException {
        var until = Instant.now().plus(ANSWER);
        while (Instant.now().isBefore(until)) {
            var seen = look.get();
            if (enough.test(seen)) {
                return seen;
            }
            Thread.sleep(150);
        }
        throw new StepFailed(what, "it was not there within " + ANSWER.toSeconds() + " s", service);
    }
}
