package io.movein.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** However many there are: memory stays the same. Prints what it measured. {@code -Dmovein.items=1000000} takes a million. */
class ManyIT extends SceneIT {

    private static final int MANY = Integer.getInteger("movein.items", 100_000);
    private static final long MIB = 1024 * 1024;

    @Test
    void plansManyArtifactsInTheMemoryOfAThousand() {
        rows(1, 1_000);
        var few = peakOf(scene::dryRun);
        rows(1_001, MANY);

        var began = System.nanoTime();
        var many = peakOf(scene::dryRun);

        System.out.printf(
                "planned 1,000 artifacts with a peak of %d MiB, %,d with %d MiB in %d s%n",
                few / MIB, MANY, many / MIB, (System.nanoTime() - began) / 1_000_000_000);
        assertThat(scene.output()).contains("dry-run: " + MANY + " artifacts");
        assertThat(many - few).isLessThan(64 * MIB);
    }

    private void rows(int from, int to) {
        scene.database.execute("""
                insert into artifacts (id, organisation, purpose, binding, key, size)
                select 'id-' || n, 'acme', 'upload', 'old', 'files/' || n || '.bin', n from generate_series(%d, %d) n""".formatted(from, to));
    }

    /** The most heap that was in use after a collection, while it ran. */
    private static long peakOf(Runnable work) {
        var memory = ManagementFactory.getMemoryMXBean();
        var peak = new AtomicLong();
        var over = new AtomicBoolean();
        var watch = Thread.ofPlatform().daemon().start(() -> {
            while (!over.get()) {
                memory.gc();
                peak.accumulateAndGet(memory.getHeapMemoryUsage().getUsed(), Math::max);
                java.util.concurrent.locks.LockSupport.parkNanos(500_000_000);
            }
        });
        try {
            work.run();
            return peak.get();
        } finally {
            over.set(true);
            watch.interrupt();
        }
    }
}
