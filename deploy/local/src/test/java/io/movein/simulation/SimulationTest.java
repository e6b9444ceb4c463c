package io.movein.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Many short lives of the platform, each from a seed. A failing one says its seed; the same seed is the same life:
 * {@code ./mvnw -pl deploy/local -am test -Dtest=SimulationTest -Dmovein.simulation.seed=17 -Dsurefire.failIfNoSpecifiedTests=false}.
 * {@code -Dmovein.simulation.seeds=10000} lives more of them, one on each core at a time, as CI does.
 */
class SimulationTest {
    private static final int STEPS = 100;
    private static final int FAILURES_SHOWN = 3;

    /**
     * Lives that once went wrong. 9897: an operator approves what a tampered comment shows, which is deleted before it is read, and an
     * older review of the same revision stands. The others: the review that stands is one that a newer comment had folded.
     */
    private static final long[] LIVES_THAT_WENT_WRONG = {4276, 4908, 6220, 9897};

    private static final Logger ALL = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    private static final Level BEFORE = ALL.getLevel();

    /** Misfortunes are told by the thousand. */
    @BeforeAll
    static void quietly() {
        ALL.setLevel(Level.OFF);
    }

    @AfterAll
    static void asBefore() {
        ALL.setLevel(BEFORE);
    }

    @Test
    void everyLifeKeepsTheRulesAndComesToItsEnd() {
        var start = Instant.now();
        var seeds = seeds();

        var failures = LongStream.of(seeds)
                .parallel()
                .mapToObj(SimulationTest::failure)
                .flatMap(Optional::stream)
                .limit(FAILURES_SHOWN)
                .toList();

        System.out.printf(
                "simulation: %,d lives in %d s%n",
                seeds.length, Duration.between(start, Instant.now()).toSeconds());
        assertThat(failures).isEmpty();
    }

    /** As above, with a migration plan of which a dry-run and live runs are part. */
    @Test
    void everyLifeOfAPlanKeepsTheRulesAndComesToItsEnd() {
        var start = Instant.now();
        var seeds = one() == null
                ? LongStream.rangeClosed(1, Long.getLong("movein.simulation.plans", 1))
                        .toArray()
                : seeds();
        var stages = new LongAdder();
        var launched = new LongAdder();

        var failures = LongStream.of(seeds)
                .parallel()
                .mapToObj(seed -> failureOfAPlan(seed, stages, launched))
                .flatMap(Optional::stream)
                .limit(FAILURES_SHOWN)
                .toList();

        System.out.printf(
                "simulation: %,d lives of plans in %d s, %d stages passed, %d live runs%n",
                seeds.length, Duration.between(start, Instant.now()).toSeconds(), stages.sum(), launched.sum());
        assertThat(failures).isEmpty();
        assertThat(one() != null || stages.sum() > 0 && launched.sum() > 0)
                .as("plans came far")
                .isTrue();
    }

    private static Optional<String> failureOfAPlan(long seed, LongAdder stages, LongAdder launched) {
        var world = new World(seed, 1);
        world.plans();
        var failure = failure(seed, world);
        var plans = Objects.requireNonNull(world.ofPlans());
        stages.add(plans.stages());
        launched.add(plans.launched());
        return failure;
    }

    private static Optional<String> failure(long seed) {
        return failure(seed, new World(seed, seed % 8 == 0 ? 3 : 1 + (int) (seed % 2)));
    }

    private static Optional<String> failure(long seed, World world) {
        try {
            world.live(STEPS);
            return Optional.empty();
        } catch (Throwable e) {
            var told = new StringWriter();
            e.printStackTrace(new PrintWriter(told));
            return Optional.of("seed " + seed + " failed: " + told + "\n" + world.history());
        }
    }

    private static @Nullable Long one() {
        return Long.getLong("movein.simulation.seed");
    }

    private static long most() {
        return Long.getLong("movein.simulation.seeds", 8);
    }

    private static long[] seeds() {
        var one = one();
        return one != null
                ? new long[] {one}
                : LongStream.concat(LongStream.of(LIVES_THAT_WENT_WRONG), LongStream.rangeClosed(1, most()))
                        .distinct()
                        .toArray();
    }
}
