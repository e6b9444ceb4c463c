package io.movein.example.media.migration;

import java.io.PrintStream;
import java.time.Duration;

/** Tells Movein how far the run is: one line of JSON on standard output, at most two in a second. */
final class Progress {

    private static final long BETWEEN = Duration.ofMillis(500).toNanos();

    private final PrintStream out;
    private final String phase;
    private final int total;
    private int done;
    private long told = System.nanoTime() - BETWEEN;

    Progress(PrintStream out, String phase, int total) {
        this.out = out;
        this.phase = phase;
        this.total = total;
    }

    synchronized void oneMore() {
        done++;
        var now = System.nanoTime();
        if (now - told >= BETWEEN || done == total) {
            told = now;
            out.printf(
                    "{\"movein\":{\"phase\":\"%s\",\"done\":%d,\"total\":%d,\"unit\":\"objects\"}}%n",
                    phase, done, total);
        }
    }

    synchronized int done() {
        return done;
    }
}
