package io.movein.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * How work grows with its input, by the bytes that it allocates and the CPU time of its own thread, each the least of several
 * tries. Four times the input is four times the work where that is linear, sixteen times where it is quadratic.
 */
public final class Growth {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int TRIES = 4;
    private static final int SMALL = 8 * 1024;
    private static final double LIMIT = 9;

    private record Cost(long bytes, long nanos) {}

    private Growth() {}

    /** @param input of a size in characters */
    public static void isLinear(IntFunction<String> input, Consumer<String> work) {
        var small = cost(input.apply(SMALL), work);
        var large = cost(input.apply(4 * SMALL), work);

        assertThat((double) large.bytes() / small.bytes())
                .as("growth of allocation, %s to %s", small, large)
                .isLessThan(LIMIT);
        assertThat((double) large.nanos() / small.nanos())
                .as("growth of CPU time, %s to %s", small, large)
                .isLessThan(LIMIT);
    }

    private static Cost cost(String input, Consumer<String> work) {
        var costs = IntStream.range(0, TRIES).mapToObj(_ -> once(input, work)).toList();
        return new Cost(
                costs.stream().mapToLong(Cost::bytes).min().orElseThrow(),
                costs.stream().mapToLong(Cost::nanos).min().orElseThrow());
    }

    private static Cost once(String input, Consumer<String> work) {
        var bytes = THREADS.getCurrentThreadAllocatedBytes();
        var nanos = THREADS.getCurrentThreadCpuTime();
        work.accept(input);
        return new Cost(
                THREADS.getCurrentThreadAllocatedBytes() - bytes,
                Math.max(1, THREADS.getCurrentThreadCpuTime() - nanos));
    }
}
