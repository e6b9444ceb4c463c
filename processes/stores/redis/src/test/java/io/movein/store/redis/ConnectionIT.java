package io.movein.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.movein.standin.redis.RedisProcess;
import io.movein.store.redis.RedisFailure.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionIT {

    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** Where a machine has two processors, the common pool has one thread, and a caller may be sitting on it. */
    @Test
    void needsNoThreadOfTheCommonPool(@TempDir Path folder) {
        var busy = new CountDownLatch(1);
        try (var process = RedisProcess.start(folder, "user app on >secret ~* &* +@all")) {
            for (var thread = 0; thread < ForkJoinPool.commonPool().getParallelism(); thread++) {
                ForkJoinPool.commonPool().execute(() -> await(busy));
            }
            var login = new Server.Login("app", () -> "secret");

            try (var connection =
                    Connection.to(new Server("source", process.host(), process.port(), false, Optional.of(login)))) {
                assertThat(connection.text("ACL", "WHOAMI")).isEqualTo("app");
            }
        } finally {
            busy.countDown();
        }
    }

    /** Whoever is told to stop while it connects never gets the connection that comes into being after all. */
    @Test
    void leavesNoConnectionBehindWhereItIsInterrupted(@TempDir Path folder) throws InterruptedException {
        try (var process = RedisProcess.start(folder);
                var looking = Connection.to(server(process))) {
            var before = received(looking);

            looking.text("CLIENT", "PAUSE", "500"); // so that nobody is let in before it waits for that

            Thread.currentThread().interrupt();
            var failure = catchThrowableOfType(
                    RedisFailure.class, () -> Connection.to(server(process)).close());

            assertThat(Thread.interrupted()).isTrue();
            var until = System.nanoTime() + LONGEST.toNanos();
            while (received(looking) == before
                    || looking.text("CLIENT", "LIST").lines().count() > 1) {
                assertThat(System.nanoTime()).as(looking.text("CLIENT", "LIST")).isLessThan(until);
                Thread.sleep(20);
            }
            assertThat(failure.kind()).isEqualTo(Kind.STOPPED);
        }
    }

    private static Server server(RedisProcess process) {
        return new Server("source", process.host(), process.port(), false, Optional.empty());
    }

    private static long received(Connection connection) {
        return Long.parseLong(connection.info("stats", "total_connections_received"));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
