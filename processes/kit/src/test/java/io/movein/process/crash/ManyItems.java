package io.movein.process.crash;

import io.movein.process.AttemptKind;
import io.movein.process.ExitCode;
import io.movein.process.RunMode;
import io.movein.process.Stop;
import io.movein.process.configuration.FailureSettings;
import io.movein.process.configuration.PaceSettings;
import io.movein.process.items.Journal;
import io.movein.process.items.Outcome;
import io.movein.process.items.PlannedItem;
import io.movein.process.pace.Pace;
import io.movein.process.run.FailureLimits;
import io.movein.process.run.ItemRunner;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Plans and works off as many items as it is told, and prints the most heap that was in use after a collection. */
final class ManyItems {

    private static final int COLLECTIONS = 20;

    private ManyItems() {}

    /** Arguments: journal, number of items. */
    public static void main(String[] arguments) throws Exception {
        var items = Integer.parseInt(arguments[1]);
        var most = new AtomicLong();
        var done = new AtomicLong();
        try (var journal = Journal.open(Path.of(arguments[0]), Clock.systemUTC())) {
            journal.begin(1, RunMode.LIVE, AttemptKind.FRESH);
            journal.add(IntStream.range(0, items)
                    .mapToObj(i -> PlannedItem.of("organisations/acme/uploads/%09d".formatted(i), 1))
                    .iterator());
            new ItemRunner(
                            journal,
                            Pace.of(new PaceSettings(16, null, null)),
                            new Stop(),
                            new FailureLimits(new FailureSettings(3, 100, 1)))
                    .run((_, _) -> {
                        if (done.incrementAndGet() % (items / COLLECTIONS) == 0) {
                            most.accumulateAndGet(used(), Math::max);
                        }
                        return Outcome.migrated(1, null);
                    });
            journal.end(ExitCode.SUCCESS);
            System.out.println(journal.counts().migrated().items() + " " + most.get());
        }
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
    }
}
