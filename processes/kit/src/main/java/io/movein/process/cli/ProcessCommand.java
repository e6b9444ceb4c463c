package io.movein.process.cli;

import io.movein.process.Stop;
import io.movein.process.items.Journal;
import io.movein.process.run.MigrationProcess;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes a program of a process: {@code run}, {@code validate}, {@code verify}, {@code status}, {@code schema}, {@code evidence}, and
 * {@code restore} where it is {@link io.movein.process.run.Restorable}. Without a command it runs, as an image's entry point does.
 */
public final class ProcessCommand {

    /** Just less than the platform's grace of two minutes. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(115);

    private ProcessCommand() {}

    /** A program's {@code main}: does not return. SIGTERM stops it at a safe point. */
    public static void main(MigrationProcess<?> process, String[] arguments) {
        var stop = new Stop();
        var finished = new CountDownLatch(1);
        var exitCode = new int[1];
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (finished.getCount() == 0) {
                return; // it ends by itself, and so do the other hooks
            }
            stop.request();
            if (await(finished)) {
                Runtime.getRuntime().halt(exitCode[0]);
            }
        }));
        if (arguments.length == 0 || arguments[0].equals("run")) {
            Journal.load();
        }
        exitCode[0] = execute(
                process,
                arguments,
                System.getenv(),
                System.out,
                System.console() != null && System.console().isTerminal(),
                stop);
        finished.countDown();
        System.exit(exitCode[0]);
    }

    /** @return the exit code */
    public static int execute(
            MigrationProcess<?> process,
            String[] arguments,
            Map<String, String> environment,
            PrintStream out,
            boolean terminal,
            Stop stop) {
        // a program that brings no logger is not to say so each time
        System.setProperty("slf4j.internal.verbosity", System.getProperty("slf4j.internal.verbosity", "ERROR"));
        var context = new CommandContext<>(process, environment, out, terminal, stop);
        return arguments.length == 0 ? context.runAsAssigned() : Words.execute(context, arguments);
    }

    private static boolean await(CountDownLatch finished) {
        try {
            return finished.await(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
