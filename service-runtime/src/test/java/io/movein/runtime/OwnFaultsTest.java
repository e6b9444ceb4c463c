package io.movein.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class OwnFaultsTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void countsWhatIsItsOwnAndLeavesTheWorldsToTheCaller() {
        var faults = new OwnFaults("watch", meters);

        assertThat(faults.met(new OutOfMemoryError("heap"))).isTrue();
        assertThat(faults.met(new ClassCastException("odd"))).isTrue();
        assertThat(faults.met(new UncheckedIOException(new java.io.IOException("away"))))
                .isFalse();

        assertThat(count("watch")).isEqualTo(2);
    }

    @Test
    void countsAThreadThatEndsByAnError() throws Exception {
        var thread = Thread.ofVirtual()
                .uncaughtExceptionHandler(OwnFaults.ofThreads(meters))
                .start(() -> {
                    throw new StackOverflowError("deep");
                });
        thread.join();

        assertThat(count("a thread")).isEqualTo(1);
    }

    private double count(String worker) {
        return meters.counter("movein.own.faults", "worker", worker).count();
    }
}
