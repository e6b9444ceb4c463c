package io.movein.process.cli;

import io.movein.process.Stop;
import java.util.concurrent.CountDownLatch;

/** A program that serves until SIGTERM, and then ends in good order: exit code 0 when everything is closed. */
public final class Serving {

    /** Serves until the stop is requested, and has closed everything when it returns. */
    public interface Work {
        void until(Stop stop) throws InterruptedException;
    }

    private Serving() {}

    /** Returns if the work ends by itself, or fails. */
    public static void serve(Work work) throws InterruptedException {
        var stop = new Stop();
        var closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stop, closed)));
        try {
            work.until(stop);
        } finally {
            closed.countDown();
        }
    }

    private static void end(Stop stop, CountDownLatch closed) {
        if (closed.getCount() == 0) {
            return; // it ended by itself, with an exit code of its own
        }
        stop.request();
        try {
            closed.await();
            Runtime.getRuntime().halt(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
