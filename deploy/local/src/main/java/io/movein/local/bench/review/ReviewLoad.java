package io.movein.local.bench.review;

import io.movein.event.MigrationClosed;
import io.movein.event.ReviewCompleted;
import io.movein.event.StatusShown;
import io.movein.local.bench.Latencies;
import io.movein.local.bench.ServiceFigures;
import io.movein.local.screen.Screen;
import io.movein.local.stack.ServiceProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** Fills review's state by commands, as intake would, and measures what it decides then. */
final class ReviewLoad {
    private static final int TEN = 10;
    /** So many wait for facts, or are known by their last command, at a time. */
    private static final int AT_ONCE = 2_000;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ServiceProcess review;
    private final Conversation conversation;
    private final Commands commands;
    private final Screen screen;
    private final Supplier<String> state;
    private final int decisions;
    private final int singles;
    private int filed;
    private int open;
    private int closed;

    /** @param state an empty folder for each further review */
    ReviewLoad(
            ServiceProcess review,
            Conversation conversation,
            Commands commands,
            Screen screen,
            int decisions,
            int singles,
            Supplier<String> state) {
        this.review = review;
        this.conversation = conversation;
        this.commands = commands;
        this.screen = screen;
        this.decisions = decisions;
        this.singles = singles;
        this.state = state;
    }

    /** Until so many wait for their approval, each with the facts of the cluster. They have the first numbers. */
    void open(int all) {
        var begun = System.nanoTime();
        var before = open;
        while (open < all) {
            var more = Math.min(AT_ONCE, all - open);
            for (var i = 0; i < more; i++) {
                var migration = next();
                conversation.say("request", migration, commands.request(migration));
            }
            conversation.await(ReviewCompleted.getClassSchema(), more);
            open += more;
            screen.passing("  %,d of %,d are open".formatted(open, all));
        }
        told("%,d requested and reviewed".formatted(open - before), open - before, begun);
    }

    /** Until so many were withdrawn. */
    void closed(int all) {
        var begun = System.nanoTime();
        var before = closed;
        while (closed < all) {
            var more = Math.min(AT_ONCE, all - closed);
            for (var i = 0; i < more; i++) {
                var migration = next();
                conversation.say("request", migration, commands.forNobody(migration));
                conversation.say("closed", migration, commands.close(migration));
            }
            conversation.await(MigrationClosed.getClassSchema(), more);
            closed += more;
            screen.passing("  %,d of %,d are closed".formatted(closed, all));
        }
        told("%,d requested and withdrawn".formatted(closed - before), closed - before, begun);
    }

    private String next() {
        return Commands.migration(++filed);
    }

    private void told(String what, int count, long begun) {
        var took = seconds(begun);
        screen.did("bench", "%s in %.1f s, %,.0f per second".formatted(what, took, count / took));
    }

    Situation measure() throws IOException, InterruptedException {
        // Java gets warm, and the ten remember as many commands as they ever will
        perSecond(TEN);
        perSecond(open);
        var before = ServiceFigures.of(review);
        var ten = perSecond(TEN);
        var after = ServiceFigures.of(review);
        var spread = perSecond(open);
        var single = new Latencies();
        for (var i = 0; i < singles; i++) {
            ask(i % TEN);
            conversation.await(StatusShown.getClassSchema(), 1, single::add);
        }
        var memory = ServiceFigures.of(review);
        return new Situation(
                open,
                closed,
                ten,
                (after.cpuSeconds() - before.cpuSeconds()) * 1_000 / decisions,
                spread,
                single,
                memory.heapMegabytes(),
                memory.residentMegabytes(),
                restart(),
                failover());
    }

    private double perSecond(int among) {
        var begun = System.nanoTime();
        for (var i = 0; i < decisions; i++) {
            ask(i % among);
        }
        conversation.await(StatusShown.getClassSchema(), decisions);
        return decisions / seconds(begun);
    }

    /** What keeps it running waits a moment before it starts it again, which is not its own. */
    private Duration restart() throws InterruptedException {
        var killed = review.pid();
        review.restartWith();
        while (review.pid() == killed) {
            Thread.sleep(1);
        }
        var begun = System.nanoTime();
        ask(0);
        conversation.await(StatusShown.getClassSchema(), 1);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** By a second one that has had the time of two rounds to follow what the active one keeps. */
    private Duration failover() throws InterruptedException {
        try (var standby = review.copy(Map.of("MOVEIN_STATE_DIR", state.get()), _ -> {})) {
            standby.awaitReady(PATIENCE, _ -> {});
            perSecond(TEN);
            perSecond(TEN);
            var begun = System.nanoTime();
            review.restartWith();
            ask(0);
            conversation.await(StatusShown.getClassSchema(), 1);
            return Duration.ofNanos(System.nanoTime() - begun);
        }
    }

    private void ask(int index) {
        var migration = Commands.migration(index + 1);
        conversation.say("comment", migration, commands.status(migration));
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
