package io.movein.local.demo;

import io.movein.event.ControlAnswered;
import io.movein.event.MigrationClosed;
import io.movein.event.ReviewCompleted;
import io.movein.event.RunFinished;
import io.movein.event.RunStarted;
import io.movein.event.RunTornDown;
import io.movein.local.github.GitHubUser;
import io.movein.local.screen.Screen;
import io.movein.model.ControlKind;
import io.movein.model.Problem;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.progress.RunProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What an owner and an operator do on a migration's issue, and what they wait for; each step says what failed, and whose log to read. */
record IssueSteps(GitHubUser owner, GitHubUser operator, Screen screen) {
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration RUN = Duration.ofMinutes(5);

    GitHubUser.Issue file(String title, String body) {
        var issue = owner.file(title, body, List.of("migrate-my-data"));
        screen.did(
                owner.login(),
                "filed issue #" + issue.number() + " “" + title + "”  "
                        + screen.paint(issue.url(), Screen.Style.FAINT));
        if (!issue.has("migrate-my-data")) {
            // over the API, labels of somebody without write access are dropped; the form in a browser sets them
            operator.label(issue.number(), "migrate-my-data");
        }
        return issue;
    }

    /** @param shown whether its comment is shown, too */
    void awaitReview(int issue, int run, Watch watch, boolean shown) throws InterruptedException {
        var review = watch.await(ReviewCompleted.class, one -> one.getRun() == run, ANSWER)
                .orElseThrow(() -> new StepFailed(
                        "review", "the request was not reviewed within " + ANSWER.toSeconds() + " s", "review"));
        if (!review.getProblems().isEmpty()) {
            throw new StepFailed(
                    "review",
                    "the request did not pass:\n"
                            + review.getProblems().stream()
                                    .map(IssueSteps::told)
                                    .collect(Collectors.joining("\n")),
                    "review");
        }
        var comment = awaitComment(issue, "<!-- movein:review ", "run=" + run + " ", "review comment");
        if (shown) {
            show(comment);
        }
    }

    private static String told(Problem problem) {
        return "  " + problem.getCode() + ": " + problem.getReason() + "; " + problem.getRemedy();
    }

    /** A label of the very second of the review comment is refused: nobody can have read it. */
    void approve(int issue) throws InterruptedException {
        TimeUnit.SECONDS.sleep(2);
        operator.label(issue, "operator:approved");
        screen.did(operator.login(), "set the label operator:approved");
    }

    void awaitStart(int run, Watch watch) throws InterruptedException {
        var _ = watch.await(RunStarted.class, one -> one.getRun() == run, ANSWER)
                .orElseThrow(() -> new StepFailed(
                        "start of the run", "it did not start within " + ANSWER.toSeconds() + " s", "runner"));
    }

    /** Waits for its end and shows its report. */
    RunResult awaitEnd(int issue, int run, RunOutcome expected, Watch watch) throws InterruptedException {
        var result = watch.await(RunFinished.class, one -> one.getRun() == run, RUN)
                .map(RunFinished::getResult)
                .orElseThrow(
                        () -> new StepFailed("run", "it did not end within " + RUN.toMinutes() + " min", "runner"));
        if (result.getOutcome() != expected) {
            throw new StepFailed(
                    "run",
                    "it ended as " + Narrator.words(result.getOutcome()) + " (expected " + Narrator.words(expected)
                            + "): " + result.getDetail() + "\n" + result.getTerminationMessage() + "\n"
                            + String.join("\n", result.getLastLines()),
                    "runner");
        }
        show(awaitComment(issue, "<!-- movein:report run=" + run + " ", "", "terminal report"));
        return result;
    }

    /** Waits until the run has done so many units. */
    void awaitProgress(int run, long done, Watch watch) throws InterruptedException {
        var reached = watch.await(
                RunProgress.class,
                one -> one.getRun() == run
                        && one.getProgress().getTotal() != null
                        && one.getProgress().getDone() >= done,
                ANSWER);
        if (reached.isEmpty()) {
            throw new StepFailed("progress", "it did not get to " + done, "runner");
        }
    }

    /**
     * Waits until the run follows its source and says how far it is behind.
     *
     * @param phase in which it follows
     */
    void awaitLag(int run, String phase, Watch watch) throws InterruptedException {
        var seen = watch.await(Object.class, body -> follows(body, run, phase) || hasEnded(body, run), RUN);
        if (seen.isEmpty() || seen.get() instanceof RunFinished) {
            throw new StepFailed("progress", "it did not come to follow its source", "runner");
        }
    }

    private static boolean follows(Object body, int run, String phase) {
        return body instanceof RunProgress told
                && told.getRun() == run
                && phase.equals(told.getProgress().getPhase())
                && told.getProgress().getLag() != null;
    }

    private static boolean hasEnded(Object body, int run) {
        return body instanceof RunFinished finished && finished.getRun() == run;
    }

    /** Says it on the issue and waits for the process's answer. */
    void command(int issue, int run, String said, ControlKind kind, Watch watch) throws InterruptedException {
        var began = Instant.now();
        owner.comment(issue, said);
        screen.did(owner.login(), "commented " + said);
        var answer = watch.await(
                        ControlAnswered.class,
                        one -> one.getRun() == run && one.getControl().getKind() == kind,
                        ANSWER)
                .map(ControlAnswered::getResult)
                .orElse(null);
        if (answer == null) {
            throw new StepFailed(said, "the process did not answer within " + ANSWER.toSeconds() + " s", "runner");
        }
        screen.did(
                "process",
                "answered: %s, after %s".formatted(answer, Narrator.seconds(Duration.between(began, Instant.now()))));
    }

    void say(int issue, String what, String meaning) {
        owner.comment(issue, what);
        screen.did(owner.login(), meaning + " and commented " + what);
    }

    void awaitClosed(int issue, int run, Watch watch) throws InterruptedException {
        var _ = watch.await(RunTornDown.class, one -> one.getRun() == run, ANSWER)
                .orElseThrow(() ->
                        new StepFailed("teardown", "it was not done within " + ANSWER.toSeconds() + " s", "runner"));
        var _ = watch.await(MigrationClosed.class, ANSWER)
                .orElseThrow(() ->
                        new StepFailed("closing", "it was not decided within " + ANSWER.toSeconds() + " s", "review"));
        var closed = await(
                "closed issue",
                "reporter",
                () -> owner.issue(issue),
                one -> one.state().equals("closed") && one.has("state:closed") && !one.has("operator:approved"));
        screen.did("movein[bot]", "closed issue #" + closed.number() + " as " + closed.stateReason());
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
