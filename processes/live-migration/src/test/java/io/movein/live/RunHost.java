package io.movein.live;

import io.movein.process.Stop;
import io.movein.process.cli.ProcessCommand;
import io.movein.process.items.Journal;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A program that runs the processes of several tenants beside one another, so that one kill ends them all, each wherever it is then. A
 * line of its input is a run: its number and its arguments, between tabs. A line of its output is a run's number, then what it tells or
 * the exit code it ended with.
 */
final class RunHost {

    static final String TOLD = "told";
    static final String ENDED = "ended";
    static final String SEPARATOR = "\t";
    private static final int BROKEN = 255;

    private RunHost() {}

    public static void main(String[] none) throws IOException {
        Journal.load();
        try (var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (var order = orders.readLine(); order != null; order = orders.readLine()) {
                var words = order.split(SEPARATOR);
                Thread.ofPlatform().name("run-" + words[0]).start(() -> run(words));
            }
        }
        // whoever gave the orders is gone
        Runtime.getRuntime().halt(0);
    }

    private static void run(String[] words) {
        var told = new PrintStream(new Lines(line -> say(words[0], TOLD, line)), true, StandardCharsets.UTF_8);
        var code = BROKEN;
        try {
            code = ProcessCommand.execute(
                    new LiveMigration(), Arrays.copyOfRange(words, 1, words.length), Map.of(), told, false, new Stop());
        } catch (RuntimeException broken) {
            broken.printStackTrace(told);
        } finally {
            say(words[0], ENDED, Integer.toString(code));
        }
    }

    private static void say(String number, String kind, String text) {
        System.out.println(String.join(SEPARATOR, number, kind, text));
    }

    /** Whole ones. */
    private static final class Lines extends OutputStream {

        private final Consumer<String> each;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(Consumer<String> each) {
            this.each = each;
        }

        @Override
        public synchronized void write(int next) {
            if (next == '\n') {
                each.accept(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(next);
            }
        }
    }
}
