package io.movein.local.demo;

import io.movein.event.ReviewCompleted;
import io.movein.event.RunFinished;
import io.movein.event.RunStarted;
import io.movein.local.github.GitHubUser;
import io.movein.local.stack.LocalStack;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** One migration from the filed issue to the closed one, as its people see it. */
final class Journey {
    private static final String WHOLE = "the whole migration";

    private final LocalStack stack;
    private final IssueSteps people;
    private final Map<String, Instant> times = new LinkedHashMap<>();

    Journey(LocalStack stack, IssueSteps people) {
        this.stack = stack;
        this.people = people;
    }

    /**
     * @param revision of the request that ran
     * @param took     how long each part took, in order
     * @param events   how many events told of it
     */
    record Outcome(GitHubUser.Issue issue, RunResult result, String revision, Map<String, Duration> took, int events) {
        Duration lasted() {
            return Objects.requireNonNull(took.get(WHOLE));
        }
    }

    Outcome travel(String title, FilledForm form) throws InterruptedException {
        note("filed");
        try (var migration = FiledMigration.file(stack, people, title, form)) {
            var watch = migration.watch();
            migration.awaitReview(1, true);
            note("reviewed");
            people.approve(migration.number());
            note("approved");
            migration.awaitStart(1);
            var result = migration.awaitEnd(1, RunOutcome.SUCCEEDED);
            note("reported");
            migration.say("/validated", "looked at the result");
            note("validated");
            migration.awaitClosed(1);
            note("closed");
            var revision =
                    watch.last(ReviewCompleted.class, _ -> true).orElseThrow().getRevision();
            return new Outcome(migration.issue(), result, revision, took(watch), watch.count());
        }
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
        took.put(WHOLE, between("filed", "closed"));
        return took;
    }

    private void note(String name) {
        times.put(name, Instant.now());
    }

    private Duration between(String from, String to) {
        return Duration.between(at(from), at(to));
    }

    private Instant at(String name) {
        return Objects.requireNonNull(times.get(name));
    }
}
