package io.movein.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.redis.RedisProcess;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionIT {

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

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
