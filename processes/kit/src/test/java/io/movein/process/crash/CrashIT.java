package io.movein.process.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.process.ExitCode;
import io.movein.process.items.ItemState;
import io.movein.process.items.Journal;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed (kill -9) at random points of its run, and started again each time, ends with each item done, none wrongly,
 * none lost, and a journal that says what is at the destination. CI kills it 200 times in a run of 100,000 items
 * ({@code -Dmovein.crash.kills=200 -Dmovein.crash.items=100000}), a build 40 times in 20,000. Another run with the seed that is printed
 * is killed at the same items.
 */
@Timeout(1200)
class CrashIT {

    private static final int ITEMS = Integer.getInteger("movein.crash.items", 10_000);
    private static final int KILLS = Integer.getInteger("movein.crash.kills", 15);
    private static final int LOOK_EVERY = 10;

    @TempDir
    private Path folder;

    private Destination destination;
    private Path file;
    private ChildJvm jvm;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        destination = new Destination();
        file = folder.resolve("journal.db");
        jvm = new ChildJvm(CrashingProcess.class, folder);
        try (var elsewhere = new Destination()) {
            jvm.train(folder.resolve("training.db").toString(), Integer.toString(elsewhere.port()), "2000");
        }
    }

    @AfterEach
    void stop() throws IOException {
        destination.close();
    }

    @Test
    void losesWorkButNeverTruthWhenKilled() throws Exception {
        var seed = Long.getLong("movein.crash.seed", System.nanoTime());
        var started = System.nanoTime();

        var kills = killAndRestart(new Random(seed));
        var last = child().start();

        assertThat(last.waitFor()).as("seed %d: %s", seed, output()).isEqualTo(ExitCode.COMPLETED_WITH_ERRORS.code());
        System.out.printf(
                "crash: %,d items, killed %d times (seed %d) in %.0f s; %,d puts, so %,d done twice and found there%n",
                ITEMS,
                kills,
                seed,
                (System.nanoTime() - started) / 1e9,
                destination.puts(),
                destination.puts() - expected().size());
        assertThat(kills).as("seed %d", seed).isEqualTo(KILLS);
        assertThat(destination.values()).as("seed %d", seed).isEqualTo(expected());
        try (var journal = Journal.open(file, Clock.systemUTC())) {
            assertThat(keys(journal, ItemState.MIGRATED))
                    .as("seed %d", seed)
                    .isEqualTo(expected().keySet());
            assertThat(journal.counts().failed().items()).isEqualTo(ITEMS / CrashingProcess.FAILS_EVERY);
            assertThat(journal.counts().total()).isEqualTo(ITEMS);
            assertThat(journal.counts().done()).isEqualTo(ITEMS);
        }
    }

    /** Points are puts that have taken effect and were not answered; the first ones lie in the planning. */
    private int killAndRestart(Random random) throws Exception {
        var inPlanning = 5;
        var points = new TreeSet<Integer>();
        while (points.size() < KILLS - inPlanning) {
            points.add(1 + random.nextInt(ITEMS * 9 / 10));
        }
        var kills = 0;
        for (; kills < inPlanning; kills++) {
            var child = child().redirectOutput(Redirect.PIPE).start();
            child.getInputStream().read();
            child.waitFor(random.nextInt(100), TimeUnit.MILLISECONDS);
            kill(child);
        }
        for (var point : points) {
            var child = child().start();
            destination.killAt(Math.max(point, destination.puts() + 1), child::destroyForcibly);
            assertThat(child.waitFor()).as(output()).isEqualTo(137);
            kills++;
            if (kills % LOOK_EVERY == 0) {
                saysNothingThatIsNotSo();
            }
        }
        return kills;
    }

    private void saysNothingThatIsNotSo() {
        try (var journal = Journal.open(file, Clock.systemUTC())) {
            var wronglySaid = keys(journal, ItemState.MIGRATED);
            wronglySaid.removeIf(destination.values()::containsKey);
            assertThat(wronglySaid).isEmpty();
        }
    }

    private ProcessBuilder child() {
        return jvm.of(
                        List.of("-Xmx64m"),
                        file.toString(),
                        Integer.toString(destination.port()),
                        Integer.toString(ITEMS))
                .redirectOutput(Redirect.appendTo(folder.resolve("output").toFile()));
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("output"));
    }

    private static void kill(Process child) throws InterruptedException {
        child.destroyForcibly();
        child.waitFor();
    }

    private static HashMap<String, String> expected() {
        return IntStream.range(0, ITEMS)
                .filter(i -> i % CrashingProcess.FAILS_EVERY != 0)
                .mapToObj(CrashingProcess::key)
                .collect(Collectors.toMap(key -> key, CrashingProcess::content, (a, _) -> a, HashMap::new));
    }

    private static Set<String> keys(Journal journal, ItemState state) {
        var keys = new HashSet<String>();
        journal.forEach(EnumSet.of(state), item -> keys.add(item.item().key()));
        return keys;
    }
}
