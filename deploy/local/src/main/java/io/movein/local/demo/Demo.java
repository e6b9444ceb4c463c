package io.movein.local.demo;

import io.movein.local.library.Library;
import io.movein.local.screen.Screen;
import io.movein.local.stack.LocalStack;
import io.movein.standin.github.api.LoginTraffic;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Carries the media library over and then checks, without the services, that everything is as it should be. */
public record Demo(LocalStack stack, Library library, Screen screen) {
    /** And one edit more for each interval of progress that the migration takes; here the reporter shows it as often as that. */
    private static final int REQUESTS = 20;

    private static final Duration PROGRESS = Duration.ofSeconds(10);

    private static final int OTHER_CONTENT = 6;

    /** 0 if everything went well and every check holds. */
    public int run() throws InterruptedException {
        var ready = screen.elapsed();
        return CheckedJourney.run(stack, screen, () -> travel(ready));
    }

    private Checks travel(Duration ready) throws IOException, InterruptedException {
        var journey = new Journey(stack, new IssueSteps(library.owner(), library.operator(), screen));
        var outcome = journey.travel("Migrate my data: media library", library.request("live"));
        var checks = check(outcome);
        show(outcome, ready);
        return checks;
    }

    private Checks check(Journey.Outcome outcome) throws IOException, InterruptedException {
        var checks = new Checks();
        var comparison = library.compare();
        checks.add(
                "every file is in the tenant's storage",
                comparison.present() == comparison.expected() && comparison.extra() == 0,
                comparison.present() + " of " + comparison.expected() + " files, " + comparison.extra()
                        + " that do not belong there");
        checks.add(
                "every SHA-256 matches the old host's manifest",
                comparison.matching() == comparison.expected(),
                comparison.matching() + " of " + comparison.expected() + ", " + comparison.bytes() / 1_000_000
                        + " MB read back");
        checks.addEnd(stack, library.namespace(), outcome.issue());
        var progress = outcome.lasted().dividedBy(PROGRESS);
        asked(outcome)
                .ifPresent(asked -> checks.add(
                        "GitHub's rate limits were respected",
                        asked.requests() <= REQUESTS + progress
                                && asked.comments() <= 3
                                && asked.otherContent() <= OTHER_CONTENT + progress,
                        asked.requests() + " requests, " + asked.comments() + " comments, " + asked.otherContent()
                                + " other content"));
        return checks;
    }

    private void show(Journey.Outcome outcome, Duration ready) {
        screen.heading("Time and requests");
        row("start of everything", Narrator.seconds(ready));
        outcome.took().forEach((what, duration) -> row(what, Narrator.seconds(duration)));
        row("events of this migration", Integer.toString(outcome.events()));
        asked(outcome)
                .ifPresent(asked -> row(
                        "GitHub requests for this migration",
                        "%d: %d reads, %d comments, %d other content, %d of labels"
                                .formatted(
                                        asked.requests(),
                                        asked.reads(),
                                        asked.comments(),
                                        asked.otherContent(),
                                        asked.writes() - asked.contentWrites())));
        row("total", Narrator.seconds(screen.elapsed()));
    }

    /** Empty: GitHub is not the one of this machine, which counts. */
    private Optional<LoginTraffic.Counts> asked(Journey.Outcome outcome) {
        return Optional.ofNullable(stack.localGitHub())
                .map(github -> github.traffic("movein[bot]", outcome.issue().number())
                        .plus(github.traffic("movein[bot]", library.onboardingIssue())));
    }

    private void row(String what, String value) {
        screen.line("  %-34s %s".formatted(what, value));
    }
}
