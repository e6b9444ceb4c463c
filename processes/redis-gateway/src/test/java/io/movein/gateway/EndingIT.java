package io.movein.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.redis.RedisProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** The gateway as a process of its own, seen from outside. */
@Timeout(180)
class EndingIT {

    private static final Pattern LISTENS = Pattern.compile("clients connect to port (\\d+)");
    private static final int AT_ONCE = 500;
    private static final byte[] WRITES = "INCR n\r\n".repeat(AT_ONCE).getBytes(StandardCharsets.US_ASCII);
    private static final int BEFORE_THE_END = 20_000;

    @TempDir
    Path folder;

    /** Batches that are on their way: more than one, so that there always is one when the end comes. */
    private final Semaphore window = new Semaphore(10);

    /** What it was sent and did not pass on was not carried out; what it did is answered. */
    @Test
    void asksNoClientToGuessWhenItIsEnded() throws Exception {
        try (var redis = RedisProcess.start(folder.resolve("redis"));
                var admin = new Jedis(redis.host(), redis.port())) {
            var process = start(redis.port());
            try (var log = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
                    var client = new Socket("127.0.0.1", port(log))) {
                var told = CompletableFuture.supplyAsync(() -> log.lines().toList(), Thread::startVirtualThread);
                var writing = Thread.ofVirtual().start(() -> write(client));

                var acknowledged = acknowledged(client, process);

                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
                assertThat(told.get(10, TimeUnit.SECONDS))
                        .anyMatch(line -> line.contains("shutting down: pending commands are answered first"));
                assertThat(admin.get("n")).isEqualTo(Integer.toString(acknowledged));
                writing.join();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private Process start(int redis) throws IOException {
        var config = Files.writeString(folder.resolve("gateway.yaml"), """
                host: 127.0.0.1
                port: 0
                otherwise: 127.0.0.1:%d
                tenants: []
                control: {port: 0}
                """.formatted(redis));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dlogback.configurationFile=logback-server.xml",
                        GatewayCommand.class.getName(),
                        "--config",
                        config.toString(),
                        "--state",
                        folder.resolve("state").toString())
                .start();
    }

    private static int port(BufferedReader log) throws IOException {
        for (var line = log.readLine(); line != null; line = log.readLine()) {
            var listens = LISTENS.matcher(line);
            if (listens.find()) {
                return Integer.parseInt(listens.group(1));
            }
        }
        throw new AssertionError("it ended before it took connections");
    }

    private void write(Socket client) {
        try {
            while (window.tryAcquire(20, TimeUnit.SECONDS)) {
                client.getOutputStream().write(WRITES);
            }
        } catch (IOException ended) {
            // as it is to be
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the process in the middle, and reads to the end. */
    private int acknowledged(Socket client, Process process) throws IOException {
        var replies = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        var count = 0;
        for (var reply = replies.readLine(); reply != null; reply = replies.readLine()) {
            count++;
            if (count % AT_ONCE == 0) {
                window.release();
            }
            if (count == BEFORE_THE_END) {
                process.toHandle().destroy(); // destroy() closes the log too
            }
        }
        client.shutdownOutput();
        window.release(); // the writer finds out that it is over
        return count;
    }
}
