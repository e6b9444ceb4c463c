package io.movein.local.bench;

import io.movein.local.demo.FilledForm;
import io.movein.local.screen.Screen;
import io.movein.local.stack.LocalStack;
import io.movein.local.stack.Trouble;
import io.movein.standin.github.LocalGitHub;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/** Files migrations at a steady rate, round after round, and waits until all of a round are closed. */
final class Load {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** So many at most are on their way to their review at a time, where as many as possible are to wait. */
    private static final int AT_ONCE = 100;

    /**
     * @param took     from the first that was filed until the last was closed
     * @param toTheJob in microseconds, in the order in which they were filed
     */
    record Round(
            int count,
            double rate,
            Duration took,
            List<Latencies> stages,
            List<Long> toTheJob,
            Latencies whole,
            Latencies open,
            Costs costs) {}

    private final LocalStack stack;
    private final LocalGitHub github;
    private final Timeline timeline;
    private final Screen screen;

    Load(LocalStack stack, LocalGitHub github, Timeline timeline, Screen screen) {
        this.stack = stack;
        this.github = github;
        this.timeline = timeline;
        this.screen = screen;
    }

    Round round(int count, double rate, Iterator<FilledForm> forms) throws Exception {
        timeline.forget();
        var before = Costs.soFar(stack, github);
        var start = Instant.now();
        file(count, rate, forms);
        awaitClosed(count);
        var took = Duration.between(start, Instant.now());
        return new Round(
                count,
                rate,
                took,
                Stage.ALL.stream()
                        .map(stage -> Latencies.of(timeline.between(stage.from(), stage.to())))
                        .toList(),
                timeline.together(Stage.TO_THE_JOB).boxed().toList(),
                Latencies.of(timeline.together(Stage.ALL)),
                Latencies.of(timeline.between(Moment.FILED, Moment.CLOSED)),
                Costs.soFar(stack, github).since(before));
    }

    /** Until so many wait for their approval, which nobody gives. */
    void letWait(int count, FilledForm form, People people) throws InterruptedException {
        timeline.forget();
        for (var filed = 0; filed < count; filed++) {
            people.leave(file(filed, form));
            while (filed - timeline.reached(Moment.REVIEW_SHOWN) >= AT_ONCE) {
                screen.passing("  %,d of %,d are waiting for approval".formatted(filed, count));
                Thread.sleep(100);
            }
        }
        awaitReached(Moment.REVIEW_SHOWN, count);
        screen.did("bench", "%,d are waiting for approval".formatted(count));
    }

    private void awaitReached(Moment moment, int count) throws InterruptedException {
        var until = Instant.now().plus(PATIENCE);
        while (timeline.reached(moment) < count) {
            if (Instant.now().isAfter(until)) {
                throw new Trouble("after " + PATIENCE.toMinutes() + " min only " + reached(count));
            }
            Thread.sleep(100);
        }
    }

    private int file(int number, FilledForm form) {
        return github.model()
                .openWithForm("capability-owner", "Migrate my data: " + number, form.body(), List.of("migrate-my-data"))
                .number();
    }

    private void file(int count, double rate, Iterator<FilledForm> forms) throws InterruptedException {
        var start = System.nanoTime();
        for (var i = 0; i < count; i++) {
            var due = start + (long) (i * 1e9 / rate);
            Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
            var at = Instant.now();
            timeline.note(file(i, forms.next()), Moment.FILED, at);
        }
        screen.did("bench", "filed " + count + " migrations at " + rate + " per second");
    }

    private void awaitClosed(int count) throws InterruptedException {
        var until = Instant.now().plus(PATIENCE);
        while (timeline.reached(Moment.CLOSED) < count || timeline.reached(Moment.TORN_DOWN) < count) {
            if (Instant.now().isAfter(until)) {
                throw new Trouble("after " + PATIENCE.toMinutes() + " min only " + reached(count));
            }
            screen.passing("  " + reached(count));
            Thread.sleep(100);
        }
        screen.did("bench", "all are closed");
    }

    private String reached(int count) {
        return "reviewed %d, approved %d, finished %d, closed %d of %d"
                .formatted(
                        timeline.reached(Moment.REVIEWED),
                        timeline.reached(Moment.APPROVED),
                        timeline.reached(Moment.FINISHED),
                        timeline.reached(Moment.CLOSED),
                        count);
    }
}
