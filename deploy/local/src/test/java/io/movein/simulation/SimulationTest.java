package io.movein.simulation;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Many lives of the platform, each from a seed. A failing one says its seed; the same seed is the same life:
 * {@code ./mvnw -pl deploy/local -am test -Dtest=SimulationTest -Dmovein.simulation.seed=17 -Dsurefire.failIfNoSpecifiedTests=false}.
 * {@code -Dmovein.simulation.seeds=1000} lives more of them.
 */
class SimulationTest {
    private static final int MIGRATIONS = 6;
    private static final int STEPS = 2000;

    @TestFactory
    Stream<DynamicTest> everyLifeKeepsTheRulesAndComesToItsEnd() {
        return seeds().mapToObj(
                        seed -> DynamicTest.dynamicTest("seed " + seed, () -> live(new World(seed, MIGRATIONS))));
    }

    private static void live(World world) {
        try {
            world.live(STEPS);
        } catch (Throwable e) {
            System.out.println(world.history());
            throw e;
        }
    }

    private static LongStream seeds() {
        var one = Long.getLong("movein.simulation.seed");
        return one != null ? LongStream.of(one) : LongStream.rangeClosed(1, Long.getLong("movein.simulation.seeds", 5));
    }
}
