package io.movein.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.store.redis.SourceChange.Copied;
import io.movein.store.redis.SourceChange.Passed;
import io.movein.store.redis.SourceChange.Written;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SpoolTest {

    @TempDir
    Path folder;

    @Test
    void givesEverythingInItsOrderThroughMemoryAndDisk() throws Exception {
        var random = new Random(1);
        var given = new ArrayList<String>();
        var taken = new ArrayList<String>();
        try (var spool = new Spool(2_000, 1 << 20, folder)) {
            for (var i = 0; i < 5_000; i++) {
                var change = change(i);
                given.add(text(change));
                spool.put(change);
                if (random.nextInt(3) == 0) {
                    spool.take(random.nextInt(6), 1 << 20, 0).forEach(some -> taken.add(text(some)));
                }
            }
            assertThat(spool.onDisk()).isPositive();
            for (var some = spool.take(100, 1 << 20, 0); !some.isEmpty(); some = spool.take(100, 1 << 20, 0)) {
                some.forEach(change -> taken.add(text(change)));
            }
            assertThat(taken).isEqualTo(given);
            assertThat(spool.onDisk()).isZero();
            assertThat(spool.writes()).isZero();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void makesOneOfWhatPassedInARow() throws Exception {
        try (var spool = new Spool(2_000, 1 << 20, folder)) {
            for (var i = 1; i < 1000; i++) {
                spool.put(new Passed(new Position("h", i, 0)));
            }

            assertThat(spool.take(10, 1 << 20, 0)).containsExactly(new Passed(new Position("h", 999, 0)));
        }
    }

    @Test
    void waitsWhenMemoryAndDiskAreFull() throws Exception {
        try (var spool = new Spool(100, 100, folder)) {
            var writer = Thread.ofVirtual().start(() -> {
                try {
                    for (var i = 0; i < 100; i++) {
                        spool.put(change(1));
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            while (writer.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }

            var taken = 0;
            while (taken < 100) {
                taken += spool.take(10, 1 << 20, 10).size();
            }
            writer.join();
        }
    }

    @Test
    void aTakerThatWaitsGoesOnWhenItIsWoken() throws Exception {
        try (var spool = new Spool(100, 100, folder)) {
            spool.wake();

            assertThat(spool.take(1, 1, 60_000)).isEmpty();
        }
    }

    private static SourceChange change(int number) {
        return number % 2 == 0
                ? new Written(
                        RedisCommand.of("SET", "acme-corp:" + number, "x".repeat(number % 50)),
                        new Position("h", number, 0))
                : new Copied(new Entry(
                        Key.of("k" + number),
                        new byte[] {1, 2, (byte) number},
                        number,
                        number % 3 == 0 ? 5L : null,
                        null));
    }

    private static String text(SourceChange change) {
        return switch (change) {
            case Written written -> written.write() + " " + written.after();
            case Copied(var entry) -> entry.key() + " " + List.of(entry.payload()[2], entry.expiresAt()) + entry.idle();
            default -> change.toString();
        };
    }
}
