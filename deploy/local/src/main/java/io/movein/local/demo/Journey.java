package io.movein.local.demo;

import io.movein.contract.MigrationId;
import io.movein.event.MigrationClosed;
import io.movein.event.ReviewCompleted;
import io.movein.event.RunFinished;
import io.movein.event.RunStarted;
import io.movein.event.RunTornDown;
import io.movein.local.events.EventStream;
import io.movein.local.github.Person;
import io.movein.local.screen.Screen;
import io.movein.model.Problem;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One migration from the filed issue to the closed one, as its people see it. */
final class Journey {
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration RUN = Duration.ofMinutes(5);

    private final Person owner;
    private final Person operator;
    private final String repository;
    private final EventStream events;
    private final Screen screen;
    private final Map<String, Instant> times = new LinkedHashMap<>();

    Journey(Person owner, Person operator, String repository, EventStream events, Screen screen) {
        this.owner = owner;
        this.operator = operator;
        this.repository = repository;
        this.events = events;
        this.screen = screen;
    }

    /**
     * @param took     how long each part took, in order
     * @param events   how many events told of it
     */
    record Outcome(Person.Issue issue, RunResult result, Map<String, Duration> took, int events) {}

    Outcome travel(String title, RequestForm form) throws InterruptedException {
        var issue = file(title, form);
        try (var watch = new Watch(events, migration(issue), new Narrator(screen)::tell)) {
            awaitReview(issue.number(), watch);
            approve(issue.number());
            var result = awaitRun(issue.number(), watch);
            validate(issue.number());
            awaitEnd(issue.number(), watch);
            return new Outcome(owner.issue(issue.number()), result, took(watch), watch.count());
        }
    }

    private Person.Issue file(String title, RequestForm form) {
        times.put("filed", Instant.now());
        var issue = owner.file(title, form.body(), List.of("migrate-my-data"));
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

    private void awaitReview(int issue, Watch watch) throws InterruptedException {
        var review = watch.await(ReviewCompleted.class, ANSWER)
                .orElseThrow(() -> new StepFailed(
                        "review", "the request was not reviewed within " + ANSWER.toSeconds() + " s", "review"));
        if (!review.getProblems().isEmpty()) {
            throw new StepFailed(
                    "review",
                    "the request did not pass:\n"
                            + review.getProblems().stream().map(Journey::told).collect(Collectors.joining("\n")),
                    "review");
        }
        showComment(issue, "<!-- movein:review ", "review comment");
        times.put("reviewed", Instant.now());
    }

    private static String told(Problem problem) {
        return "  " + problem.getCode() + ": " + problem.getReason() + "; " + problem.getRemedy();
    }

    /** A label of the very second of the review comment is refused: nobody can have read it. */
    private void approve(int issue) throws InterruptedException {
        TimeUnit.SECONDS.sleep(2);
        operator.label(issue, "operator:approved");
        times.put("approved", Instant.now());
        screen.did(operator.login(), "set the label operator:approved");
    }

    private RunResult awaitRun(int issue, Watch watch) throws InterruptedException {
        watch.await(RunStarted.class, ANSWER)
                .orElseThrow(() -> new StepFailed(
                        "start of the run", "it did not start within " + ANSWER.toSeconds() + " s", "runner"));
        var result = watch.await(RunFinished.class, RUN)
                .map(RunFinished::getResult)
                .orElseThrow(
                        () -> new StepFailed("run", "it did not end within " + RUN.toMinutes() + " min", "runner"));
        if (result.getOutcome() != RunOutcome.SUCCEEDED) {
            throw new StepFailed("run", result.getDetail() + "\n" + String.join("\n", result.getLastLines()), "runner");
        }
        showComment(issue, "<!-- movein:report run=1 ", "terminal report");
        times.put("reported", Instant.now());
        return result;
    }

    private void validate(int issue) {
        owner.comment(issue, "/validated");
        times.put("validated", Instant.now());
        screen.did(owner.login(), "looked at the result and commented /validated");
    }

    private void awaitEnd(int issue, Watch watch) throws InterruptedException {
        watch.await(RunTornDown.class, ANSWER)
                .orElseThrow(() ->
                        new StepFailed("teardown", "it was not done within " + ANSWER.toSeconds() + " s", "runner"));
        watch.await(MigrationClosed.class, ANSWER)
                .orElseThrow(() ->
                        new StepFailed("closing", "it was not decided within " + ANSWER.toSeconds() + " s", "review"));
        var closed = await(
                "closed issue",
                "reporter",
                () -> owner.issue(issue),
                one -> one.state().equals("closed"));
        await(
                "closed issue",
                "reporter",
                () -> owner.issue(issue),
                one -> one.has("state:closed") && !one.has("operator:approved"));
        times.put("closed", Instant.now());
        screen.did("movein[bot]", "closed issue #" + closed.number() + " as " + closed.stateReason());
    }

    /** Waits for a comment with this marker and shows what a person sees of it. */
    private void showComment(int issue, String marker, String what) throws InterruptedException {
        var comments = await(
                what,
                "reporter",
                () -> owner.comments(issue),
                all -> all.stream().anyMatch(comment -> comment.body().startsWith(marker)));
        comments.stream()
                .filter(comment -> comment.body().startsWith(marker))
                .findFirst()
                .ifPresent(comment -> {
                    screen.did(comment.author(), "commented:");
                    screen.comment(comment.body());
                });
    }

    private static <T> T await(String what, String service, Supplier<T> look, Predicate<T> enough)
            throws InterruptedException {
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

    private Map<String, Duration> took(Watch watch) {
        var took = new LinkedHashMap<String, Duration>();
        took.put("filed → review comment", between("filed", "reviewed"));
        var started = watch.timeOf(RunStarted.class).orElseThrow();
        var finished = watch.timeOf(RunFinished.class).orElseThrow();
        took.put("approved → process runs", Duration.between(at("approved"), started));
        took.put("the run itself", Duration.between(started, finished));
        took.put("run ended → terminal report", Duration.between(finished, at("reported")));
        took.put("/validated → issue closed", between("validated", "closed"));
        took.put("the whole migration", between("filed", "closed"));
        return took;
    }

    private Duration between(String from, String to) {
        return Duration.between(at(from), at(to));
    }

    private Instant at(String name) {
        return Objects.requireNonNull(times.get(name));
    }

    private MigrationId migration(Person.Issue issue) {
        return MigrationId.parse(repository + "#" + issue.number());
    }
}
