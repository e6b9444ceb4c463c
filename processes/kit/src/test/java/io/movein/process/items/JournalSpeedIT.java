package io.movein.process.items;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.process.AttemptKind;
import io.movein.process.ExitCode;
import io.movein.process.RunMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the kit promises of its journal: less than 300 MB with a million items, of which the write-ahead log has its share with any number.
 * How many transitions a second it takes is printed. {@code -Dmovein.items=1000000} takes a million.
 */
class JournalSpeedIT {

    private static final int ITEMS = Integer.getInteger("movein.items", 100_000);
    private static final long LOG = 32 * 1024 * 1024;
    private static final String SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    private Path folder;

    @Test
    void takesManyItemsInLittleSpace() throws IOException {
        var file = folder.resolve("journal.db");
        try (var journal = Journal.open(file, Clock.systemUTC())) {
            journal.begin(1, RunMode.LIVE, AttemptKind.FRESH);
            var planning = System.nanoTime();
            journal.add(IntStream.range(0, ITEMS)
                    .mapToObj(i -> new PlannedItem(
                            "organisations/acme/uploads/2026/%012d.bin".formatted(i), "upload", 65536, null))
                    .iterator());
            var moving = System.nanoTime();

            for (var claimed = journal.claim(256); !claimed.isEmpty(); claimed = journal.claim(256)) {
                claimed.forEach(item -> journal.record(item, Outcome.migrated(65536, SHA256)));
            }
            journal.end(ExitCode.SUCCESS);

            var done = System.nanoTime();
            var perSecond = 2L * ITEMS * 1_000_000_000 / (done - moving);
            System.out.printf(
                    "journal: planned %,d items in %.1f s; %,d transitions/s (queued, running, migrated); %,d MB on disk%n",
                    ITEMS, (moving - planning) / 1e9, perSecond, bytes() / 1_000_000);
            assertThat(journal.counts().migrated().items()).isEqualTo(ITEMS);
            assertThat(bytes()).isLessThan(265L * ITEMS + LOG);
        }
    }

    private long bytes() throws IOException {
        try (var files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
