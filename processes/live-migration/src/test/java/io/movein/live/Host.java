package io.movein.live;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A JVM of its own with a {@link RunHost}, which may be killed with all runs in it. */
final class Host implements AutoCloseable {

    /** Of a process; its end is empty where it was killed. */
    record Run(Consumer<String> told, CompletableFuture<OptionalInt> end) {}

    private final Process process;
    private final Consumer<String> heard;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<String, Run> runs = new ConcurrentHashMap<>();
    private boolean over;

    /** @param heard whatever any of its runs tells */
    Host(Path folder, Consumer<String> heard) {
        this.heard = heard;
        try {
            process = new ProcessBuilder(Scene.java(folder, RunHost.class))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().name("host").start(this::listen);
    }

    /** @return ended without an exit code, and at once, where the host is dead already */
    synchronized Run begin(List<String> arguments, Consumer<String> told) {
        var run = new Run(told, new CompletableFuture<>());
        var order = new ArrayList<>(List.of(Integer.toString(numbers.incrementAndGet())));
        order.addAll(arguments);
        runs.put(order.getFirst(), run);
        try {
            process.outputWriter().write(String.join(RunHost.SEPARATOR, order) + "\n");
            process.outputWriter().flush();
        } catch (IOException dead) {
            over = true;
        }
        if (over) {
            run.end().complete(OptionalInt.empty());
        }
        return run;
    }

    synchronized boolean isOver() {
        return over;
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
    }

    private void listen() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                hear(line.split(RunHost.SEPARATOR, 3));
            }
        } catch (IOException killed) {
            // as the end of its output
        }
        process.onExit().join();
        end();
    }

    private synchronized void end() {
        over = true;
        runs.values().forEach(run -> run.end().complete(OptionalInt.empty()));
    }

    private void hear(String[] words) {
        var run = words.length == 3 ? runs.get(words[0]) : null;
        if (run == null) {
            // a warning of the JVM, or of a library
            return;
        }
        if (words[1].equals(RunHost.ENDED)) {
            run.end().complete(OptionalInt.of(Integer.parseInt(words[2])));
        } else {
            run.told().accept(words[2]);
            heard.accept(words[2]);
        }
    }

    @Override
    public void close() {
        kill();
        process.onExit().join();
    }
}
