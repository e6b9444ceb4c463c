package io.movein.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One service as a process of its own, with exactly the environment it is given. One that ends unasked is told of and started
 * again, at first at once and then with growing waits, and one that says that only a new start helps it is ended, as a cluster does by
 * its liveness. It ends with us even if we are killed: its standard input closes then.
 */
public final class ServiceProcess implements AutoCloseable {
    private static final int EXIT_CONFIG = 78;
    private static final Duration TELL_EVERY = Duration.ofSeconds(10);
    private static final Duration PROBE_EVERY = Duration.ofSeconds(5);
    private static final int PROBES = 3;
    private static final Duration END = Duration.ofSeconds(15);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final int LONGEST_WORD = 200;
    private static final String PORT = "MICRONAUT_SERVER_PORT";
    private static final HttpClient ASKING =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    /**
     * @param jvm flags of its Java
     * @param program what its Java is to run
     * @param log where its output goes
     */
    public record Start(
            String name, List<String> program, List<String> jvm, Map<String, String> environment, Path log, int port) {}

    private final Start start;
    private final Consumer<String> tell;
    private final Thread keeper;
    private final Thread prober;

    private volatile boolean ending;
    private volatile Process process;
    private volatile List<String> moreJvm = List.of();

    private ServiceProcess(Start start, Consumer<String> tell) {
        this.start = start;
        this.tell = tell;
        this.process = launch();
        this.keeper = Thread.ofVirtual().name("keep-" + start.name()).start(this::keep);
        this.prober = Thread.ofVirtual().name("probe-" + start.name()).start(this::probe);
    }

    /** @param tell is told what a person should know: that it ended, and with what */
    public static ServiceProcess start(Start start, Consumer<String> tell) {
        return new ServiceProcess(start, tell);
    }

    /** A second one beside this, with its own log, on its own port, and with these settings on top. Close it. */
    public ServiceProcess copy(Map<String, String> settings, Consumer<String> told) {
        var environment = environmentOfAnother(settings);
        var port = Integer.parseInt(environment.getOrDefault(PORT, "0"));
        var name = start.name() + "-2";
        var log = start.log().resolveSibling(name + ".log");
        return start(new Start(name, start.program(), start.jvm(), environment, log, port), told);
    }

    /** Its own, but for the ports, and with these settings on top. */
    Map<String, String> environmentOfAnother(Map<String, String> settings) {
        var environment = new HashMap<>(start.environment());
        environment.putAll(settings);
        environment.put(PORT, Integer.toString(Ports.free()));
        environment.replace("MOVEIN_PAGE_PORT", Integer.toString(Ports.free()));
        return environment;
    }

    public String name() {
        return start.name();
    }

    public int port() {
        return start.port();
    }

    public long pid() {
        return process.pid();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + start.port());
    }

    public Path log() {
        return start.log();
    }

    public List<String> lastLines(int count) {
        try {
            var lines = Files.readAllLines(start.log());
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            return List.of("(no log: " + e + ")");
        }
    }

    /**
     * @param waiting is told every ten seconds what it waits for
     * @throws Trouble with the end of its log if it is not ready in time
     */
    public void awaitReady(Duration limit, Consumer<String> waiting) throws InterruptedException {
        awaitReady(limit, TELL_EVERY, waiting);
    }

    void awaitReady(Duration limit, Duration tellEvery, Consumer<String> waiting) throws InterruptedException {
        var begun = Instant.now();
        var until = begun.plus(limit);
        var tellAt = begun.plus(tellEvery);
        while (!ready()) {
            if (Instant.now().isAfter(tellAt)) {
                tellAt = tellAt.plus(tellEvery);
                waiting.accept("%s has been starting for %d s (of at most %d s): %s"
                        .formatted(
                                name(),
                                Duration.between(begun, Instant.now()).toSeconds(),
                                limit.toSeconds(),
                                lastWord()));
            }
            if (ending) {
                throw trouble("does not start");
            }
            if (Instant.now().isAfter(until)) {
                throw trouble("is not ready after " + limit.toSeconds() + " s (--start-timeout allows more)");
            }
            Thread.sleep(50);
        }
    }

    private String lastWord() {
        var lines = lastLines(1);
        return lines.isEmpty() ? "no output yet" : cut(lines.getFirst());
    }

    /** A word, not a page: the settings of a service, or a stack trace on one line, are longer than any screen. */
    private static String cut(String line) {
        return line.length() <= LONGEST_WORD ? line : line.substring(0, LONGEST_WORD) + " …";
    }

    private Trouble trouble(String what) {
        return new Trouble(start.name() + " " + what + "; the end of " + start.log() + ":\n  "
                + String.join("\n  ", lastLines(15)));
    }

    private boolean ready() throws InterruptedException {
        return answer("/health/readiness") == 200;
    }

    /** Status of the answer; 0 where there is none. */
    private int answer(String path) throws InterruptedException {
        var request = HttpRequest.newBuilder(url().resolve(path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return ASKING.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /** A process that does not answer may be stopped by somebody, or have too little of the machine: only its own word counts. */
    private void probe() {
        var down = 0;
        try {
            while (!ending) {
                TimeUnit.MILLISECONDS.sleep(PROBE_EVERY.toMillis());
                down = answer("/health/liveness") == 503 ? down + 1 : 0;
                if (down == PROBES && !ending) {
                    down = 0;
                    tell.accept(start.name() + " reports that it needs a restart, and is being stopped (log: "
                            + start.log() + ")");
                    end(process);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private Process launch() {
        var command = java(moreJvm);
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(start.log().toFile()))
                .redirectInput(Redirect.PIPE);
        builder.environment().keySet().retainAll(List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR"));
        builder.environment().putAll(start.environment());
        builder.environment().put("MOVEIN_ENDS_WITH_INPUT", "true");
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    /** The words that start its Java, with these flags on top. */
    List<String> java(List<String> more) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Stream.of(List.of(java), start.jvm(), more, start.program())
                .flatMap(List::stream)
                .toList();
    }

    private void keep() {
        var wait = Duration.ofMillis(500);
        try {
            while (true) {
                var begun = Instant.now();
                var exit = process.waitFor();
                if (ending) {
                    return;
                }
                if (exit == EXIT_CONFIG) {
                    ending = true;
                    tell.accept(start.name() + " has invalid settings:\n" + String.join("\n", lastLines(10)));
                    return;
                }
                wait = begun.plusSeconds(60).isBefore(Instant.now()) ? Duration.ofMillis(500) : wait;
                tell.accept("%s exited with code %d; it is restarted in %.1f s (log: %s)"
                        .formatted(start.name(), exit, wait.toMillis() / 1000.0, start.log()));
                TimeUnit.MILLISECONDS.sleep(wait.toMillis());
                wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
                restart();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void restart() {
        if (!ending) {
            process = launch();
        }
    }

    /** Killed, and started again as always, with these flags of its Java on top until the next time. */
    public void restartWith(String... jvm) {
        moreJvm = List.of(jvm);
        process.destroyForcibly();
    }

    /** Asks it to end; {@link #close} waits for it. */
    public synchronized void end() {
        ending = true;
        process.destroy();
    }

    /** Waits for the end that it was asked for, so long at most. */
    void awaitEnd(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw trouble("does not end");
        }
    }

    @Override
    public void close() {
        end();
        keeper.interrupt();
        prober.interrupt();
        try {
            end(process);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
