package io.movein.standin.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisExecProvider;

/**
 * A Redis server as a process of this machine, on the loopback interface, with a folder and a configuration file of its own that
 * survive {@link #stop} and {@link #kill}. Nothing is written to disk but what the configuration or a command asks for. The program is
 * Redis 7, or the one that {@code MOVEIN_TEST_REDIS} names.
 */
public final class RedisProcess implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final int LOWEST_PORT = 15_000;
    /** Where Linux begins by default with those of connections; others begin higher. */
    private static final int END_OF_PORTS = 32_768;

    private static final int MOST_TRIES = 1_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();
    private static @Nullable Path executable;

    private final Path program;
    private final Path folder;
    private final String host;
    private final int port;
    private @Nullable Process process;

    private RedisProcess(Path program, Path folder, String host, int port) {
        this.program = program;
        this.folder = folder;
        this.host = host;
        this.port = port;
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @param folder   of its own; made where it is not there
     * @param settings more lines of {@code redis.conf}
     */
    public static RedisProcess start(Path folder, String... settings) {
        try {
            return start(executable(), folder, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with another program than the one that tests have by themselves, such as {@link NewerServer}'s. */
    public static RedisProcess start(Path program, Path folder, String... settings) {
        try {
            return start(program, folder, "127.0.0.1", freePort(), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, at an address of the loopback interface. */
    public static RedisProcess start(Path folder, String host, int port, String... settings) {
        try {
            return start(executable(), folder, host, port, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RedisProcess start(Path program, Path folder, String host, int port, String... settings) {
        try {
            Files.createDirectories(folder);
            var lines = new ArrayList<>(List.of("bind " + host, "port " + port, "save \"\"", "daemonize no"));
            lines.add("dir " + folder.toAbsolutePath());
            lines.add("repl-diskless-sync-delay 0");
            lines.addAll(List.of(settings));
            Files.write(folder.resolve("redis.conf"), lines);
            var server = new RedisProcess(program, folder, host, port);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it again, with its configuration file as it is now. */
    public void start() {
        try {
            process = new ProcessBuilder(
                            program.toString(), folder.resolve("redis.conf").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("redis.log").toFile())
                    .start();
            awaitAnswer(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As SIGTERM does. */
    public void stop() {
        end(false);
    }

    /** As {@code kill -9} does. */
    public void kill() {
        end(true);
    }

    public int port() {
        return port;
    }

    public String host() {
        return host;
    }

    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        kill();
    }

    private void end(boolean forcibly) {
        var running = process;
        if (running == null) {
            return;
        }
        process = null;
        try {
            (forcibly ? running.destroyForcibly() : destroy(running)).waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Process destroy(Process running) {
        running.destroy();
        return running;
    }

    private void awaitAnswer(Process running) throws IOException {
        var deadline = System.nanoTime() + LONGEST_START.toNanos();
        while (!answers()) {
            if (!running.isAlive() || System.nanoTime() > deadline) {
                running.destroyForcibly();
                throw new IOException("redis-server did not start:\n" + Files.readString(folder.resolve("redis.log")));
            }
            try {
                running.waitFor(5, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    /** Any answer but one that it is still loading. */
    private boolean answers() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host(), port), 1000);
            socket.setSoTimeout(1000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
            return answer.startsWith("+") || answer.startsWith("-NOAU") || answer.startsWith("-NOPE");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static synchronized Path executable() throws IOException {
        if (executable == null) {
            var named = System.getenv("MOVEIN_TEST_REDIS");
            executable = named == null
                    ? RedisExecProvider.defaultProvider().get().toPath().toAbsolutePath()
                    : Path.of(named);
        }
        return executable;
    }

    /**
     * For a server on loopback: below those that systems give to connections by themselves, as one of these is soon given to another, and
     * no port twice. It is not tried by listening at it: a program that another thread starts meanwhile would inherit that for a moment.
     */
    public static int freePort() throws IOException {
        for (var tries = 0; tries < MOST_TRIES; tries++) {
            var port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, END_OF_PORTS);
            if (GIVEN.add(port) && !isListenedAt(port)) {
                return port;
            }
        }
        throw new IOException("no free port on loopback: tried %d between %d and %d"
                .formatted(MOST_TRIES, LOWEST_PORT, END_OF_PORTS));
    }

    private static boolean isListenedAt(int port) {
        try (var connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return connection.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}
