package io.movein.local.demo;

import io.movein.contract.MigrationId;
import io.movein.contract.issue.StatusText;
import io.movein.event.ControlAnswered;
import io.movein.event.MigrationClosed;
import io.movein.event.ReviewCompleted;
import io.movein.event.RunFinished;
import io.movein.event.RunStarted;
import io.movein.event.RunTornDown;
import io.movein.local.github.GitHubUser;
import io.movein.local.screen.Screen;
import io.movein.local.stack.LocalStack;
import io.movein.model.ControlKind;
import io.movein.model.Problem;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.progress.RunProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** A migration that was filed and is followed: what its people do on its issue, run by run, and what they wait for. */
record FiledMigration(IssueSteps steps, int number, Watch watch) implements AutoCloseable {
    private static final Duration ANSWER = IssueSteps.ANSWER;
    private static final Duration RUN = Duration.ofMinutes(5);

    /** Files it and follows its events from then on. */
    static FiledMigration file(LocalStack stack, IssueSteps people, String title, FilledForm form) {
        var owner = people.owner();
        var issue = owner.file(title, form.body(), List.of("migrate-my-data"));
        people.screen()
                .did(
                        owner.login(),
                        "filed issue #" + issue.number() + " “" + title + "”  "
                                + people.screen().paint(issue.url(), Screen.Style.FAINT));
        if (!issue.has("migrate-my-data")) {
            // over the API, labels of somebody without write access are dropped; the form in a browser sets them
            people.operator().label(issue.number(), "migrate-my-data");
        }
        var migration = MigrationId.parse(stack.github().repository() + "#" + issue.number());
        var watch = Watch.of(stack, migration, new Narrator(people.screen())::tell);
        return new FiledMigration(people, issue.number(), watch);
    }

    /** The issue as it is now. */
    GitHubUser.Issue issue() {
        return steps.owner().issue(number);
    }

    /** From its review to its start; the comment of the first review is shown. */
    void begin(int run) throws InterruptedException {
        awaitReview(run, run == 1);
        steps.approve(number);
        awaitStart(run);
    }

    RunResult run(int run, RunOutcome expected) throws InterruptedException {
        begin(run);
        return awaitEnd(run, expected);
    }

    void edit(FilledForm form, String what) {
        steps.owner().edit(number, form.body());
        steps.screen().did(steps.owner().login(), "edited the issue: " + what);
    }

    /** @param shown whether its comment is shown, too */
    void awaitReview(int run, boolean shown) throws InterruptedException {
        var review = watch.await(ReviewCompleted.class, one -> one.getRun() == run, ANSWER)
                .orElseThrow(() -> new StepFailed(
                        "review", "the request was not reviewed within " + ANSWER.toSeconds() + " s", "review"));
        if (!review.getProblems().isEmpty()) {
            throw new StepFailed(
                    "review",
                    "the request did not pass:\n"
                            + review.getProblems().stream()
                                    .map(FiledMigration::told)
                                    .collect(Collectors.joining("\n")),
                    "review");
        }
        var comment = steps.awaitComment(number, "<!-- movein:review ", "run=" + run + " ", "review comment");
        if (shown) {
            steps.show(comment);
        }
    }

    private static String told(Problem problem) {
        return "  " + problem.getCode() + ": " + problem.getReason() + "; " + problem.getRemedy();
    }

    void awaitStart(int run) throws InterruptedException {
        var _ = watch.await(RunStarted.class, one -> one.getRun() == run, ANSWER)
                .orElseThrow(() -> new StepFailed(
                        "start of the run", "it did not start within " + ANSWER.toSeconds() + " s", "runner"));
    }

    /** Waits for its end and shows its report. */
    RunResult awaitEnd(int run, RunOutcome expected) throws InterruptedException {
        var result = watch.await(RunFinished.class, one -> one.getRun() == run, RUN)
                .map(RunFinished::getResult)
                .orElseThrow(
                        () -> new StepFailed("run", "it did not end within " + RUN.toMinutes() + " min", "runner"));
        if (result.getOutcome() != expected) {
            throw new StepFailed(
                    "run",
                    "it ended with: " + StatusText.of(result.getOutcome()) + " (expected " + StatusText.of(expected)
                            + "): " + result.getDetail() + "\n" + result.getTerminationMessage() + "\n"
                            + String.join("\n", result.getLastLines()),
                    "runner");
        }
        steps.show(steps.awaitComment(number, "<!-- movein:report run=" + run + " ", "", "terminal report"));
        return result;
    }

    /** Waits until the run has done so many units. */
    void awaitProgress(int run, long done) throws InterruptedException {
        var reached = watch.await(
                RunProgress.class,
                one -> one.getRun() == run
                        && one.getProgress().getTotal() != null
                        && one.getProgress().getDone() >= done,
                ANSWER);
        if (reached.isEmpty()) {
            throw new StepFailed("progress", "it did not reach " + done, "runner");
        }
    }

    /**
     * Waits until the run follows its source and says how far it is behind.
     *
     * @param phase in which it follows
     */
    void awaitLag(int run, String phase) throws InterruptedException {
        var seen = watch.await(Object.class, body -> follows(body, run, phase) || hasEnded(body, run), RUN);
        if (seen.isEmpty() || seen.get() instanceof RunFinished) {
            throw new StepFailed("progress", "it did not catch up with its source", "runner");
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
    void command(int run, String said, ControlKind kind) throws InterruptedException {
        var began = Instant.now();
        steps.owner().comment(number, said);
        steps.screen().did(steps.owner().login(), "commented " + said);
        var answer = watch.await(
                        ControlAnswered.class,
                        one -> one.getRun() == run && one.getControl().getKind() == kind,
                        ANSWER)
                .map(ControlAnswered::getResult)
                .orElse(null);
        if (answer == null) {
            throw new StepFailed(said, "the process did not answer within " + ANSWER.toSeconds() + " s", "runner");
        }
        steps.screen()
                .did(
                        "process",
                        "answered: %s, after %s"
                                .formatted(answer, Narrator.seconds(Duration.between(began, Instant.now()))));
    }

    void say(String what, String meaning) {
        steps.owner().comment(number, what);
        steps.screen().did(steps.owner().login(), meaning + " and commented " + what);
    }

    void awaitClosed(int run) throws InterruptedException {
        var _ = watch.await(RunTornDown.class, one -> one.getRun() == run, ANSWER)
                .orElseThrow(() ->
                        new StepFailed("teardown", "it was not done within " + ANSWER.toSeconds() + " s", "runner"));
        var _ = watch.await(MigrationClosed.class, ANSWER)
                .orElseThrow(() ->
                        new StepFailed("closing", "it was not decided within " + ANSWER.toSeconds() + " s", "review"));
        var closed = IssueSteps.await(
                "closed issue",
                "reporter",
                this::issue,
                one -> one.state().equals("closed") && one.has("state:closed") && !one.has("operator:approved"));
        steps.screen().did("movein[bot]", "closed issue #" + closed.number() + " as " + closed.stateReason());
    }

    @Override
    public void close() {
        watch.close();
    }
}
