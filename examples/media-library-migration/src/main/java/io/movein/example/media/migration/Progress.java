package io.movein.example.media.migration;

import java.io.PrintStream;
import java.time.Duration;
import java.util.stream.Collectors;

/**
 * Tells Movein how far the run is, how fast it goes and how long it takes: one line of JSON on standard output, at most two in a second.
 */
final class Progress {

    private static final long BETWEEN = Duration.ofMillis(500).toNanos();

    private final PrintStream out;
    private final String phase;
    private final int total;
    private final Commands commands;
    private final long began = System.nanoTime();
    private int done;
    private long told = began - BETWEEN;

    Progress(PrintStream out, String phase, int total, Commands commands) {
        this.out = out;
        this.phase = phase;
        this.total = total;
        this.commands = commands;
    }

    synchronized void oneMore() {
        done++;
        if (System.nanoTime() - told >= BETWEEN || done == total) {
            tell();
        }
    }

    synchronized void tell() {
        told = System.nanoTime();
        var rate = done / Math.max(0.001, (told - began) / 1e9);
        out.printf(
                "{\"movein\":{\"phase\":\"%s\",\"done\":%d,\"total\":%d,\"unit\":\"objects\",\"rate\":%d,\"etaSeconds\":%s,\"accepts\":[%s],\"did\":[%s]}}%n",
                phase, done, total, Math.round(rate), timeLeft(rate), accepts(), did());
    }

    synchronized int done() {
        return done;
    }

    private String timeLeft(double rate) {
        return done == 0 ? "null" : Long.toString(Math.round((total - done) / rate));
    }

    private static String accepts() {
        return Commands.ACCEPTED.stream().map(it -> "\"" + it + "\"").collect(Collectors.joining(","));
    }

    private String did() {
        return commands.answers().stream()
                .map(it -> "{\"id\":\"%s\",\"command\":\"%s\",\"result\":\"%s\"}"
                        .formatted(it.id(), it.command(), it.result()))
                .collect(Collectors.joining(","));
    }
}
