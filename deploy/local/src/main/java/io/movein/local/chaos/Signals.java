package io.movein.local.chaos;

import io.movein.local.stack.Trouble;
import java.io.IOException;
import java.time.Duration;

/** Stops a process by a signal, and continues it. */
final class Signals {
    private Signals() {}

    static void freeze(ProcessHandle process, Duration time) throws InterruptedException {
        send("-STOP", process);
        try {
            Thread.sleep(time);
        } finally {
            send("-CONT", process);
        }
    }

    /** Java writes where each of its threads stands into what the process prints, and goes on. */
    static void dumpThreads(ProcessHandle process) throws InterruptedException {
        send("-QUIT", process);
    }

    private static void send(String signal, ProcessHandle process) throws InterruptedException {
        try {
            new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new Trouble("cannot signal " + process.pid() + ": " + e.getMessage(), e);
        }
    }
}
